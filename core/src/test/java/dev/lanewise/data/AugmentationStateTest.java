package dev.lanewise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.random.RandomSource;
import dev.lanewise.state.Snapshot;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** A loader is not resumed with another augmentation than that of the loader that was saved. */
class AugmentationStateTest {
    private static final Dataset<Batch<Tensor, IntTensor>> PLAIN = new TensorDataset<>(Tensor.zeros(6, 2),
            IntTensor.of(0, 1, 2, 3, 4, 5));

    private static Batch<Tensor, IntTensor> moved(Batch<Tensor, IntTensor> sample, RandomSource random) {
        return new Batch<>(sample.inputs().add(random.normal(1, 2)), sample.targets());
    }

    private static Dataset<Batch<Tensor, IntTensor>> augmented(Dataset<Batch<Tensor, IntTensor>> from, long seed) {
        return Dataset.augmented(from, seed, AugmentationStateTest::moved);
    }

    private static Dataset<Batch<Tensor, IntTensor>> batches(Dataset<Batch<Tensor, IntTensor>> from, long seed) {
        return Dataset.augmentedBatches(from, seed, AugmentationStateTest::moved);
    }

    private static Map<String, DataLoader<?>> loader(Dataset<?> dataset) {
        return Map.of("loader", new DataLoader<>(dataset, 2));
    }

    @Test
    void anotherSeedIsRefused() {
        Snapshot saved = Snapshot.take(loader(augmented(PLAIN, 5)));
        saved.restore(loader(augmented(PLAIN, 5)));
        assertThatIllegalArgumentException().isThrownBy(() -> saved.restore(loader(augmented(PLAIN, 6))))
                .withMessageContaining("\"loader.augmentation\" was seed 5 and is now seed 6");
        assertThatIllegalArgumentException().isThrownBy(() -> saved.restore(loader(PLAIN)))
                .withMessageContaining("\"loader.augmentation\" is unknown");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Snapshot.take(loader(PLAIN)).restore(loader(augmented(PLAIN, 5))))
                .withMessageContaining("\"loader.augmentation\" is missing");
        assertThatIllegalArgumentException().isThrownBy(() -> saved.restore(loader(batches(PLAIN, 5))))
                .withMessageContaining("\"loader.augmentation\" was seed 5 and is now seed 5 of batches");
    }

    @Test
    void whatIsMadeOfADatasetHandsItOn() {
        List<UnaryOperator<Dataset<Batch<Tensor, IntTensor>>>> wrappers = List.of(
                d -> d.subset(1, 4), d -> d.map(b -> b), d -> d.filter(b -> true),
                d -> d.shuffled(RandomSource.seed(1)),
                d -> d.split(0.5, 0.5).getLast(), d -> d.inEpoch(3), d -> d.subset(0, 1, 2).inEpoch(2).map(b -> b));
        for (UnaryOperator<Dataset<Batch<Tensor, IntTensor>>> wrapper : wrappers) {
            assertThat(wrapper.apply(augmented(PLAIN, -7)).augmentation()).isEqualTo("seed -7");
            assertThat(wrapper.apply(batches(PLAIN, 7)).augmentation()).isEqualTo("seed 7 of batches");
            assertThat(wrapper.apply(PLAIN).augmentation()).isEmpty();
        }
        assertThat(Dataset.cached(PLAIN).augmentation()).isEmpty();
        Dataset<Batch<Tensor, IntTensor>> random = augmented(Dataset.cached(PLAIN), 1);
        assertThat(Dataset.concat(PLAIN, random, PLAIN).augmentation()).isEqualTo("[none, seed 1, none]");
        assertThat(Dataset.concat(PLAIN, PLAIN).augmentation()).isEmpty();
        assertThat(random.zip(batches(PLAIN, 2), (a, b) -> a).augmentation()).isEqualTo("[seed 1, seed 2 of batches]");
        assertThat(PLAIN.zip(PLAIN, (a, b) -> a).augmentation()).isEmpty();
    }

    @Test
    void augmentationsOfEachOtherAreAllNamed() {
        Dataset<Batch<Tensor, IntTensor>> all = batches(augmented(augmented(augmented(PLAIN, 3), 3).subset(2, 1), 9),
                4);
        assertThat(all.augmentation()).isEqualTo("seed 3, seed 3, seed 9, seed 4 of batches");
        assertThat(all.inEpoch(8).augmentation()).isEqualTo(all.augmentation());
    }

    @Test
    void aDatasetOfOnesOwnNamesItsSeed() {
        record Own(long seed) implements Dataset<Tensor> {
            @Override
            public int size() {
                return 4;
            }

            @Override
            public Tensor batch(int... indices) {
                return Dataset.drawsOf(seed, 0, indices[0]).uniform(indices.length);
            }

            @Override
            public String augmentation() {
                return "seed " + seed;
            }
        }

        Snapshot saved = Snapshot.take(loader(new Own(1).subset(3, 2)));
        saved.restore(loader(new Own(1).subset(3, 2)));
        assertThatIllegalArgumentException().isThrownBy(() -> saved.restore(loader(new Own(2).subset(3, 2))))
                .withMessageContaining("\"loader.augmentation\" was seed 1 and is now seed 2");
    }
}

package dev.lanewise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class DataLoaderTest {
    /** Samples 0 .. n - 1, labelled with their numbers. */
    private static TensorDataset<Tensor, IntTensor> numbered(int n) {
        return new TensorDataset<>(Tensor.arange(n).reshape(n, 1), IntTensor.arange(n));
    }

    private static List<Integer> labels(DataLoader<Batch<Tensor, IntTensor>> loader) {
        List<Integer> labels = new ArrayList<>();
        for (Batch<Tensor, IntTensor> batch : loader) {
            for (int i = 0; i < batch.size(); i++) {
                labels.add(batch.targets().get(i));
                assertThat(batch.inputs().get(i, 0)).isEqualTo(batch.targets().get(i));
            }
        }
        return labels;
    }

    @Test
    void aLoaderGoesThroughTheDatasetInOrder() {
        DataLoader<Batch<Tensor, IntTensor>> loader = new DataLoader<>(numbered(10), 4);
        assertThat(loader.batches()).isEqualTo(3);
        assertThat(labels(loader)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        List<Integer> sizes = new ArrayList<>();
        loader.forEach(batch -> sizes.add(batch.size()));
        assertThat(sizes).containsExactly(4, 4, 2);
    }

    @Test
    void aBatchThatIsNotFullCanBeLeftOut() {
        DataLoader<Batch<Tensor, IntTensor>> loader = new DataLoader<>(numbered(10), 4).dropLast(true);
        assertThat(loader.batches()).isEqualTo(2);
        assertThat(labels(loader)).hasSize(8);
        assertThat(new DataLoader<>(numbered(3), 4).dropLast(true).batches()).isZero();
        assertThat(new DataLoader<>(numbered(8), 4).dropLast(true).batches()).isEqualTo(2);
        assertThat(new DataLoader<>(numbered(0), 4).iterator().hasNext()).isFalse();
    }

    @Test
    void shufflingGivesANewOrderEachTimeAndTheSameForTheSameSeed() {
        DataLoader<Batch<Tensor, IntTensor>> loader = new DataLoader<>(numbered(50), 8).shuffle(RandomSource.seed(1));
        List<Integer> first = labels(loader);
        List<Integer> second = labels(loader);
        assertThat(first).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 50).boxed().toList());
        assertThat(second).containsExactlyInAnyOrderElementsOf(first).isNotEqualTo(first);
        DataLoader<Batch<Tensor, IntTensor>> again = new DataLoader<>(numbered(50), 8).shuffle(RandomSource.seed(1));
        assertThat(labels(again)).isEqualTo(first);
        assertThat(labels(again)).isEqualTo(second);
    }

    @Test
    void anIteratorEndsWithAnException() {
        Iterator<Batch<Tensor, IntTensor>> batches = new DataLoader<>(numbered(3), 4).iterator();
        batches.next();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(batches::next)
                .withMessage("the loader has no batch 1 of 1");
    }

    @Test
    void aBatchSizeMayBeAnyInt() {
        assertThat(labels(new DataLoader<>(numbered(10), Integer.MAX_VALUE))).hasSize(10);
        assertThat(new DataLoader<>(numbered(10), Integer.MAX_VALUE).dropLast(true).batches()).isZero();
        assertThat(DataLoader.end(1_100_000_000, 1_100_000_000, 1_200_000_000)).isEqualTo(1_200_000_000);
        assertThat(DataLoader.end(4, 4, 10)).isEqualTo(8);
    }

    @Test
    void nullIsNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> new DataLoader<Batch<Tensor, IntTensor>>(null, 1))
                .withMessage("DataLoader: the dataset is null");
        assertThatIllegalArgumentException().isThrownBy(() -> new DataLoader<>(numbered(3), 1).shuffle(null))
                .withMessage("shuffle: the random source is null");
    }

    @Test
    void batchesHaveAtLeastOneSample() {
        assertThatIllegalArgumentException().isThrownBy(() -> new DataLoader<>(numbered(3), 0))
                .withMessage("DataLoader: batch size 0 is not positive");
    }
}

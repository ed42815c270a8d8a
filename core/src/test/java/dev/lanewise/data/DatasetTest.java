package dev.lanewise.data;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.Inputs;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Parts of datasets, and datasets put together. */
@Tag("quick")
class DatasetTest {
    /** Samples {@code from ...}, labelled with their numbers. */
    private static Dataset<Batch<Tensor, IntTensor>> numbered(int from, int n) {
        IntTensor labels = IntTensor.of(IntStream.range(from, from + n).toArray());
        return new TensorDataset<>(labels.toTensor().reshape(n, 1), labels);
    }

    private static int[] labels(Dataset<Batch<Tensor, IntTensor>> dataset, int... indices) {
        Batch<Tensor, IntTensor> batch = dataset.batch(indices);
        assertThat(batch.inputs()).hasShape(indices.length, 1).hasBitsOf(
                batch.targets().toTensor().reshape(indices.length, 1));
        return batch.targets().toArray();
    }

    private static int[] all(Dataset<Batch<Tensor, IntTensor>> dataset) {
        return labels(dataset, IntStream.range(0, dataset.size()).toArray());
    }

    @Test
    void aSubsetHasItsOwnNumbers() {
        Dataset<Batch<Tensor, IntTensor>> subset = numbered(0, 10).subset(7, 3, 3);
        assertThat(all(subset)).containsExactly(7, 3, 3);
        assertThat(all(subset.subset(2, 0))).containsExactly(3, 7);
        assertThat(subset).hasToString("Subset(3 samples of TensorDataset(float[10, 1], int[10]))");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> subset.batch(3))
                .withMessage("Subset: sample 3 is not one of 3");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> subset.subset(0, 3))
                .withMessage("Subset: sample 3 is not one of 3");
    }

    @Test
    void theArrayOfIndicesIsCopied() {
        int[] indices = {1, 2};
        Dataset<Batch<Tensor, IntTensor>> subset = numbered(0, 3).subset(indices);
        indices[0] = 0;
        assertThat(all(subset)).containsExactly(1, 2);
    }

    @Test
    void aSplitBySizesIsInOrder() {
        List<Dataset<Batch<Tensor, IntTensor>>> parts = numbered(0, 5).split(2, 0, 3);
        assertThat(parts).hasSize(3);
        assertThat(all(parts.get(0))).containsExactly(0, 1);
        assertThat(all(parts.get(1))).isEmpty();
        assertThat(all(parts.get(2))).containsExactly(2, 3, 4);
        for (int[] sizes : new int[][] {{2, 2}, {6, -1}, {}, {Integer.MAX_VALUE, Integer.MAX_VALUE, 7}}) {
            assertThatIllegalArgumentException().isThrownBy(() -> numbered(0, 5).split(sizes))
                    .withMessageEndingWith(
                            " of TensorDataset(float[5, 1], int[5]): they must be 0 or more, and add up to 5");
        }
    }

    @Test
    void aSplitBySharesGivesWhatIsLeftToTheFirstParts() {
        // len of each of torch.utils.data.random_split(range(10), [0.55, 0.25, 0.2]): 6, 2, 2
        assertThat(numbered(0, 10).split(0.55, 0.25, 0.2)).extracting(Dataset::size).containsExactly(6, 2, 2);
        // likewise of range(11), [1/3, 1/3, 1/3]: 4, 4, 3
        assertThat(numbered(0, 11).split(1 / 3.0, 1 / 3.0, 1 / 3.0)).extracting(Dataset::size)
                .containsExactly(4, 4, 3);
        for (double[] shares : new double[][] {{0.5, 0.4}, {1.5, -0.5}, {Double.NaN, 1}, {}}) {
            assertThatIllegalArgumentException().isThrownBy(() -> numbered(0, 5).split(shares))
                    .withMessageEndingWith(": they must be 0 or more, and add up to 1");
        }
    }

    @Test
    void aShuffledDatasetKeepsItsOrder() {
        Dataset<Batch<Tensor, IntTensor>> shuffled = numbered(0, 50).shuffled(RandomSource.seed(1));
        int[] order = all(shuffled);
        assertThat(order).isEqualTo(RandomSource.seed(1).permutation(50)).isEqualTo(all(shuffled));
        List<Dataset<Batch<Tensor, IntTensor>>> parts = shuffled.split(0.8, 0.2);
        assertThat(IntStream.concat(IntStream.of(all(parts.get(0))), IntStream.of(all(parts.get(1)))))
                .containsExactly(IntStream.of(order).boxed().toArray(Integer[]::new));
    }

    @Test
    @SuppressWarnings("NullAway") // what a caller without a checker may do
    void datasetsOneAfterTheOther() {
        Dataset<Batch<Tensor, IntTensor>> both = Dataset.concat(numbered(0, 3), numbered(10, 2), numbered(20, 0),
                numbered(30, 4));
        assertThat(all(both)).containsExactly(0, 1, 2, 10, 11, 30, 31, 32, 33);
        assertThat(labels(both, 8, 0, 4, 8, 2, 3)).containsExactly(33, 0, 11, 33, 2, 10);
        assertThat(labels(both, 1, 0)).as("of one part").containsExactly(1, 0);
        assertThat(both.batch().inputs()).hasShape(0, 1);
        assertThat(Dataset.concat(numbered(0, 3), numbered(10, 2)))
                .hasToString("Concat(TensorDataset(float[3, 1], int[3]), TensorDataset(float[2, 1], int[2]))");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> both.batch(9))
                .withMessage("Concat: sample 9 is not one of 9");
        assertThatIllegalArgumentException().isThrownBy(() -> Dataset.concat(numbered(0, 3), null))
                .withMessage("concat: dataset 1 is null");
        assertThatIllegalArgumentException().isThrownBy(Dataset::<Inputs>concat)
                .withMessage("concat: 0 datasets of 0 samples in all: at least 1 and at most 2147483647 are possible");
    }

    @Test
    void batchesThatDoNotFitTogetherAreNamed() {
        Dataset<Batch<Tensor, Tensor>> narrow = new TensorDataset<>(Tensor.zeros(2, 3), Tensor.zeros(2));
        Dataset<Batch<Tensor, Tensor>> wide = new TensorDataset<>(Tensor.zeros(2, 4), Tensor.zeros(2));
        assertThatIllegalArgumentException().isThrownBy(() -> Dataset.concat(narrow, wide).batch(0, 2))
                .withMessage(
                        "concat: batches have values [float[1, 3], float[1, 4]], which differ in more "
                                + "than the first axis");
    }

    @Test
    void targetsOfAnyTypeAndRank() {
        Tensor inputs = Tensor.arange(6).reshape(3, 2);
        Batch<Tensor, Tensor> floats = new TensorDataset<>(inputs, Tensor.arange(12).reshape(3, 2, 2)).batch(2, 0);
        assertThat(floats.targets()).hasShape(2, 2, 2);
        assertThat(floats.targets().toArray()).containsExactly(8, 9, 10, 11, 0, 1, 2, 3);
        IntTensor grid = IntTensor.of(Shape.of(3, 2), 0, 1, 2, 3, 4, 5);
        Batch<IntTensor, BoolTensor> ids = new TensorDataset<>(grid, BoolTensor.of(true, false, true)).batch(1, 1, 2);
        assertThat(ids.inputs()).isEqualTo(IntTensor.of(Shape.of(3, 2), 2, 3, 2, 3, 4, 5));
        assertThat(ids.targets()).isEqualTo(BoolTensor.of(false, false, true));
        Dataset<Batch<IntTensor, BoolTensor>> twice = Dataset.concat(
                new TensorDataset<>(grid, BoolTensor.of(true, false, true)),
                new TensorDataset<>(grid, BoolTensor.of(false, false, false)));
        assertThat(twice.batch(3, 2).inputs()).isEqualTo(IntTensor.of(Shape.of(2, 2), 0, 1, 4, 5));
        assertThat(twice.batch(3, 2).targets()).isEqualTo(BoolTensor.of(false, true));
    }

    @Test
    void loadersDescribeThemselves() {
        DataLoader<Batch<Tensor, IntTensor>> loader = new DataLoader<>(numbered(0, 10), 4);
        assertThat(loader).hasToString("DataLoader(3 batches of 4 of TensorDataset(float[10, 1], int[10]))");
        assertThat(loader.shuffle(RandomSource.seed(1)).dropLast(true))
                .hasToString("DataLoader(2 batches of 4 of TensorDataset(float[10, 1], int[10]), shuffled)");
        assertThat(new ImageDataset(new byte[8], 2, 2, new byte[2], 0, 1)).hasToString("ImageDataset(2 images of 2x2)");
    }

    @Test
    void foldsShareOutAllSamples() {
        IntTensor labels = IntTensor.of(IntStream.range(0, 103).map(i -> i % 10 == 0 ? 1 : 0).toArray());
        Dataset<Batch<Tensor, IntTensor>> all = new TensorDataset<>(Tensor.zeros(103, 1), IntTensor.arange(103));
        for (boolean stratified : new boolean[] {false, true}) {
            List<Split<Batch<Tensor, IntTensor>>> folds = stratified
                    ? all.kFoldStratified(labels, 5, 1)
                    : all.kFold(5, 1);
            List<Integer> seen = new ArrayList<>();
            for (Split<Batch<Tensor, IntTensor>> fold : folds) {
                int[] own = indices(fold.validation());
                assertThat(own.length).isBetween(20, 21);
                assertThat(
                        IntStream.concat(IntStream.of(own), IntStream.of(indices(fold.training()))).sorted().toArray())
                        .isEqualTo(IntStream.range(0, 103).toArray());
                IntStream.of(own).forEach(seen::add);
                if (stratified) {
                    assertThat(IntStream.of(own).map(labels::get).sum()).isBetween(1, 3);
                }
            }
            assertThat(seen).hasSize(103).doesNotHaveDuplicates();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> all.kFold(1, 1))
                .withMessage("kFold: 1 folds of 103 samples");
        assertThatIllegalArgumentException().isThrownBy(() -> all.kFoldStratified(IntTensor.of(1, 2), 2, 1))
                .withMessageStartingWith("kFoldStratified: labels [2] for the 103 samples of TensorDataset");
        List<Dataset<Batch<Tensor, IntTensor>>> parts = all.splitStratified(labels, 1, 0.7, 0.3);
        assertThat(IntStream.of(indices(parts.get(1))).map(labels::get).sum()).isBetween(2, 4);
    }

    @Test
    void classesHaveTheirShareOfEachFoldAndPart() {
        for (int[] counts : new int[][] {{50, 50}, {33, 33, 34}, {1, 99}, {25, 25, 25, 25}}) {
            IntTensor labels = IntTensor.of(IntStream.range(0, counts.length).flatMap(
                    label -> IntStream.range(0, counts[label]).map(_ -> label)).toArray());
            Dataset<Batch<Tensor, IntTensor>> all = new TensorDataset<>(Tensor.zeros(100, 1), IntTensor.arange(100));
            for (int k : new int[] {2, 3, 4, 10}) {
                for (Split<Batch<Tensor, IntTensor>> fold : all.kFoldStratified(labels, k, 1)) {
                    int[] own = indices(fold.validation());
                    assertThat(own.length).isBetween(100 / k, 100 / k + 1);
                    for (int label = 0; label < counts.length; label++) {
                        int wanted = label;
                        assertThat(IntStream.of(own).filter(i -> labels.get(i) == wanted).count()
                                - counts[label] / (double) k)
                                .isBetween(-2.0, 2.0);
                    }
                }
            }
            List<Dataset<Batch<Tensor, IntTensor>>> parts = all.splitStratified(labels, 1, 0.7, 0.2, 0.1);
            assertThat(parts.stream().map(Dataset::size)).containsExactly(70, 20, 10);
        }
    }

    private static int[] indices(Dataset<Batch<Tensor, IntTensor>> dataset) {
        return dataset.batch(IntStream.range(0, dataset.size()).toArray()).targets().toArray();
    }

    @Test
    void datasetsAreMadeOfOthers() {
        int[] asked = new int[1];
        Dataset<Batch<Tensor, IntTensor>> plain = new TensorDataset<>(
                Tensor.of(0, 1, 2, 3, 4), IntTensor.of(0, 10, 20, 30, 40));
        Dataset<Batch<Tensor, IntTensor>> counted = plain.map(batch -> {
            asked[0]++;
            return new Batch<>(batch.inputs().mul(2), batch.targets());
        });
        Dataset<Batch<Tensor, IntTensor>> cached = Dataset.cached(counted);
        for (int time = 0; time < 3; time++) {
            assertThat(cached.batch(4, 1, 4).inputs().toArray()).containsExactly(8, 2, 8);
            assertThat(cached.batch(4, 1, 4).targets().toArray()).containsExactly(40, 10, 40);
        }
        assertThat(asked[0]).isEqualTo(2);
        assertThat(cached.batch().size()).isZero();
        cached.batch(4).inputs().assign(Tensor.of(99)); // is the caller's own
        assertThat(cached.batch(4).inputs().toArray()).containsExactly(8);
        assertThatIllegalArgumentException().isThrownBy(() -> Dataset.cached(
                Dataset.augmented(plain, 1, (sample, random) -> sample)))
                .withMessageStartingWith(
                        "cached: Augmented(TensorDataset(float[5], int[5])) differs from epoch to epoch");
        assertThat(plain.filter(sample -> sample.targets().get(0) >= 20).batch(0, 2).targets().toArray())
                .containsExactly(20, 40);
        assertThat(plain.zip(counted, (a, b) -> new Batch<>(a.inputs(), b.inputs())).batch(3).targets().toArray())
                .containsExactly(6);
        assertThatIllegalArgumentException().isThrownBy(() -> plain.zip(plain.subset(1), (a, b) -> a))
                .withMessageEndingWith("have 5 and 1 samples");
        assertThatIllegalArgumentException().isThrownBy(() -> plain.map(_ -> null).batch(0))
                .withMessage("map: the batch that the function gave is null");
    }
}

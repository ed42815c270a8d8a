package dev.lanewise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DataTest {
    /** Samples 0 .. n - 1, labelled with their numbers. */
    private static TensorDataset numbered(int n) {
        return new TensorDataset(Tensor.arange(n).reshape(n, 1), IntTensor.arange(n));
    }

    private static List<Integer> labels(DataLoader<Batch> loader) {
        List<Integer> labels = new ArrayList<>();
        for (Batch batch : loader) {
            for (int i = 0; i < batch.size(); i++) {
                labels.add(batch.labels().get(i));
                assertThat(batch.inputs().get(i, 0)).isEqualTo(batch.labels().get(i));
            }
        }
        return labels;
    }

    // ---- loader

    @Test
    void aLoaderGoesThroughTheDatasetInOrder() {
        DataLoader<Batch> loader = new DataLoader<>(numbered(10), 4);
        assertThat(loader.batches()).isEqualTo(3);
        assertThat(labels(loader)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        List<Integer> sizes = new ArrayList<>();
        loader.forEach(batch -> sizes.add(batch.size()));
        assertThat(sizes).containsExactly(4, 4, 2);
    }

    @Test
    void aBatchThatIsNotFullCanBeLeftOut() {
        DataLoader<Batch> loader = new DataLoader<>(numbered(10), 4).dropLast(true);
        assertThat(loader.batches()).isEqualTo(2);
        assertThat(labels(loader)).hasSize(8);
        assertThat(new DataLoader<>(numbered(3), 4).dropLast(true).batches()).isZero();
        assertThat(new DataLoader<>(numbered(8), 4).dropLast(true).batches()).isEqualTo(2);
        assertThat(new DataLoader<>(numbered(0), 4).iterator().hasNext()).isFalse();
    }

    @Test
    void shufflingGivesANewOrderEachTimeAndTheSameForTheSameSeed() {
        DataLoader<Batch> loader = new DataLoader<>(numbered(50), 8).shuffle(RandomSource.seed(1));
        List<Integer> first = labels(loader);
        List<Integer> second = labels(loader);
        assertThat(first).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 50).boxed().toList());
        assertThat(second).containsExactlyInAnyOrderElementsOf(first).isNotEqualTo(first);
        DataLoader<Batch> again = new DataLoader<>(numbered(50), 8).shuffle(RandomSource.seed(1));
        assertThat(labels(again)).isEqualTo(first);
        assertThat(labels(again)).isEqualTo(second);
    }

    @Test
    void anIteratorEndsWithAnException() {
        Iterator<Batch> batches = new DataLoader<>(numbered(3), 4).iterator();
        batches.next();
        assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(batches::next)
                .withMessage("the loader has no batch 1 of 1");
    }

    @Test
    void batchesHaveAtLeastOneSample() {
        assertThatIllegalArgumentException().isThrownBy(() -> new DataLoader<>(numbered(3), 0))
                .withMessage("DataLoader: batch size 0 is not positive");
    }

    // ---- datasets

    @Test
    void tensorsBecomeBatchesInTheOrderAskedFor() {
        TensorDataset dataset = new TensorDataset(Tensor.arange(12).reshape(3, 2, 2), IntTensor.of(5, 6, 7));
        Batch batch = dataset.batch(new int[] {2, 0, 2});
        assertThat(batch.inputs().shape()).isEqualTo(Shape.of(3, 2, 2));
        assertThat(batch.inputs().select(0, 1).toArray()).containsExactly(0, 1, 2, 3);
        assertThat(batch.labels()).isEqualTo(IntTensor.of(7, 5, 7));
        assertThatIllegalArgumentException().isThrownBy(() -> new TensorDataset(Tensor.zeros(3, 2), IntTensor.of(1, 2)))
                .withMessage("TensorDataset: inputs [3, 2] and labels [2]: expected [N, ...] and [N]");
    }

    private static ImageDataset images(float mean, float std) {
        byte[] pixels = {0, (byte) 255, 51, (byte) 204, 0, 0, 0, 0, 1, 2, 3, 4};
        return new ImageDataset(pixels, 2, 2, new byte[] {7, (byte) 200, 0}, mean, std);
    }

    @Test
    void pixelsAreNormalised() {
        Batch batch = images(0.1307f, 0.3081f).batch(new int[] {0, 2});
        assertThat(batch.inputs().shape()).isEqualTo(Shape.of(2, 2, 2));
        double[] grey = {0, 1, 0.2, 0.8, 1 / 255.0, 2 / 255.0, 3 / 255.0, 4 / 255.0};
        float[] inputs = batch.inputs().toArray();
        for (int i = 0; i < grey.length; i++) {
            assertThat((double) inputs[i]).isCloseTo((grey[i] - 0.1307f) / 0.3081f, within(3e-7));
        }
    }

    @Test
    void labelsAndPixelsAreUnsigned() {
        ImageDataset dataset = images(0, 1);
        assertThat(dataset.size()).isEqualTo(3);
        assertThat(dataset.rows()).isEqualTo(2);
        assertThat(dataset.cols()).isEqualTo(2);
        assertThat(dataset.label(1)).isEqualTo(200);
        assertThat(dataset.batch(new int[] {1, 0}).labels()).isEqualTo(IntTensor.of(200, 7));
        assertThat(dataset.grey(0)).containsExactly(0f, 1f, 0.2f, 0.8f);
    }

    @Test
    void aNormalisedSetHasMeanZeroAndDeviationOne() {
        byte[] pixels = new byte[256 * 4];
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (i * 37);
            double grey = (pixels[i] & 0xff) / 255.0;
            sum += grey;
            squares += grey * grey;
        }
        double mean = sum / pixels.length;
        double std = Math.sqrt(squares / pixels.length - mean * mean);
        Tensor inputs = new ImageDataset(pixels, 32, 32, new byte[1], (float) mean, (float) std).batch(new int[] {0})
                .inputs();
        assertThat(inputs.mean().item()).isCloseTo(0f, within(1e-5f));
        assertThat(inputs.square().mean().item()).isCloseTo(1f, within(1e-5f));
    }

    @Test
    void imagesMustFitTheirSizes() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ImageDataset(new byte[5], 2, 2, new byte[1], 0, 1))
                .withMessage("ImageDataset: 5 pixels are not 1 images of 2x2");
        assertThatIllegalArgumentException().isThrownBy(() -> new ImageDataset(new byte[4], 2, 2, new byte[1], 0, 0))
                .withMessage("ImageDataset: standard deviation 0.0 is not above 0");
    }
}

package dev.lanewise.data;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.Seeds;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ImageDatasetTest {
    private static ImageDataset images(float mean, float std) {
        byte[] pixels = {0, (byte) 255, 51, (byte) 204, 0, 0, 0, 0, 1, 2, 3, 4};
        return new ImageDataset(pixels, 2, 2, new byte[] {7, (byte) 200, 0}, mean, std);
    }

    @Test
    void pixelsAreNormalised() {
        Batch<Tensor, IntTensor> batch = images(0.1307f, 0.3081f).batch(new int[] {0, 2});
        assertThat(batch.inputs()).hasShape(2, 2, 2);
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
        assertThat(dataset.batch(new int[] {1, 0}).targets()).isEqualTo(IntTensor.of(200, 7));
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
                .withMessage("ImageDataset: standard deviation 0.0 is not a finite float above 0");
    }

    @Test
    void sizesAndNormalisationMustMakeSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ImageDataset(new byte[4], -2, -2, new byte[1], 0, 1))
                .withMessage("ImageDataset: 4 pixels are not 1 images of -2x-2");
        assertThatIllegalArgumentException() // 16 * 2^30 * 2^30 is 0 in a long
                .isThrownBy(() -> new ImageDataset(new byte[0], 1 << 30, 1 << 30, new byte[16], 0, 1))
                .withMessage("ImageDataset: 0 pixels are not 16 images of 1073741824x1073741824");
        assertThatIllegalArgumentException().isThrownBy(() -> images(Float.NaN, 1))
                .withMessage("ImageDataset: mean NaN is not a finite float");
        assertThatIllegalArgumentException().isThrownBy(() -> new ImageDataset(new byte[0], 1, 1, new byte[0], 0, 1e39))
                .withMessage("ImageDataset: standard deviation 1.0E39 is not a finite float above 0");
        assertThatIllegalArgumentException().isThrownBy(() -> images(0, Float.POSITIVE_INFINITY))
                .withMessage("ImageDataset: standard deviation Infinity is not a finite float above 0");
    }

    @Test
    void aBatchLargerThanAnArrayIsRefused() {
        ImageDataset dataset = new ImageDataset(new byte[256 * 256], 256, 256, new byte[1], 0, 1);
        for (int size : new int[] {32_768, 40_000, 65_537, 1 << 20}) {
            assertThatIllegalArgumentException().isThrownBy(() -> dataset.batch(new int[size]))
                    .withMessage("shape [%d, 256, 256]: more than 2147483647 elements do not fit one array", size);
        }
    }

    @Test
    void batchesOfNothingHaveTheirShape() {
        assertThat(images(0, 1).batch(new int[0]).inputs()).hasShape(0, 2, 2);
        ImageDataset empty = new ImageDataset(new byte[0], 1 << 30, 1 << 30, new byte[0], 0, 1);
        assertThat(empty.batch(new int[0]).inputs().size()).isZero();
        ImageDataset flat = new ImageDataset(new byte[0], 0, 5, new byte[2], 0, 1);
        assertThat(flat.batch(new int[] {1, 0}).inputs()).hasShape(2, 0, 5);
    }

    @Test
    void samplesThatAreNotThereAreNamed() {
        ImageDataset dataset = images(0, 1);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> dataset.batch(new int[] {0, 3}))
                .withMessage("ImageDataset: sample 3 is not one of 3");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> dataset.label(-1))
                .withMessage("ImageDataset: sample -1 is not one of 3");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> dataset.grey(3))
                .withMessage("ImageDataset: sample 3 is not one of 3");
    }

    private static byte[] noise(int count) {
        byte[] pixels = new byte[count];
        Seeds.random(31).nextBytes(pixels);
        return pixels;
    }

    @Test
    void colouredPicturesAreFractionsUnlessTheyAreNormalised() {
        byte[] pixels = noise(4 * 3 * 2 * 5);
        ImageDataset pictures = ImageDataset.of(Shape.of(4, 3, 2, 5), pixels, new byte[] {1, 2, -1, 4});
        assertThat(pictures).hasToString("ImageDataset(4 images of 3x2x5)");
        assertThat(pictures.channels()).isEqualTo(3);
        assertThat(pictures.rows()).isEqualTo(2);
        assertThat(pictures.cols()).isEqualTo(5);
        assertThat(pictures.labels()).isEqualTo(IntTensor.of(1, 2, 255, 4));
        double[] mean = {0.1, 0.5, 0.9};
        double[] std = {0.2, 0.3, 3};
        Batch<Tensor, IntTensor> plain = pictures.batch(2, 0);
        Batch<Tensor, IntTensor> normal = pictures.normalised(mean, std).batch(2, 0);
        assertThat(plain.inputs()).hasShape(2, 3, 2, 5);
        assertThat(normal.inputs()).hasShape(2, 3, 2, 5);
        assertThat(normal.targets()).isEqualTo(IntTensor.of(255, 1));
        for (int i = 0; i < 60; i++) {
            int pixel = pixels[i < 30 ? 60 + i : i - 30] & 0xff;
            int channel = i % 30 / 10;
            assertThat(plain.inputs().toArray()[i]).isEqualTo(pixel / 255f);
            assertThat((double) normal.inputs().toArray()[i])
                    .isCloseTo((pixel / 255.0 - mean[channel]) / std[channel], within(2e-6));
        }
    }

    @Test
    void greyPicturesHaveTheBitsOfTheConstructor() {
        byte[] pixels = noise(3 * 7 * 9);
        ImageDataset flat = ImageDataset.of(Shape.of(3, 7, 9), pixels, new byte[3]);
        ImageDataset deep = ImageDataset.of(Shape.of(3, 1, 7, 9), pixels, new byte[3]);
        double[] mean = {0.1307};
        double[] std = {0.3081};
        Tensor expected = new ImageDataset(pixels, 7, 9, new byte[3], mean[0], std[0]).batch(2, 1).inputs();
        assertThat(flat.normalised(mean, std).batch(2, 1).inputs()).hasShape(2, 7, 9);
        assertThat(flat.normalised(mean, std).batch(2, 1).inputs().toArray()).isEqualTo(expected.toArray());
        assertThat(deep.normalised(mean, std).batch(2, 1).inputs()).hasShape(2, 1, 7, 9);
        assertThat(deep.normalised(mean, std).batch(2, 1).inputs().toArray()).isEqualTo(expected.toArray());
        assertThat(deep.grey(1)).isEqualTo(flat.batch(1).inputs().toArray());
    }

    @Test
    void meansAndDeviationsAreThoseOfTheChannels() {
        byte[] pixels = noise(50 * 3 * 16);
        ImageDataset pictures = ImageDataset.of(Shape.of(50, 3, 4, 4), pixels, new byte[50]);
        double[] mean = pictures.pixelMean();
        double[] std = pictures.pixelStd();
        for (int channel = 0; channel < 3; channel++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < pixels.length; i++) {
                if (i / 16 % 3 == channel) {
                    sum += (pixels[i] & 0xff) / 255.0;
                    squares += Math.pow((pixels[i] & 0xff) / 255.0, 2);
                }
            }
            assertThat(mean[channel]).isCloseTo(sum / 800, within(1e-12));
            assertThat(std[channel]).isCloseTo(Math.sqrt(squares / 800 - sum * sum / 640_000), within(1e-12));
        }
        assertThat(ImageDataset.of(Shape.of(1, 2, 2), new byte[] {7, 7, 7, 7}, new byte[1]).pixelStd())
                .containsExactly(0);
        ImageDataset none = ImageDataset.of(Shape.of(0, 3, 2, 2), new byte[0], new byte[0]);
        assertThat(none.batch().inputs()).hasShape(0, 3, 2, 2);
        assertThatIllegalStateException().isThrownBy(none::pixelMean)
                .withMessage("pixelMean: ImageDataset(0 images of 3x2x2) has no pixels");
        assertThatIllegalStateException().isThrownBy(none::pixelStd)
                .withMessage("pixelStd: ImageDataset(0 images of 3x2x2) has no pixels");
    }

    @Test
    void shapesAndChannelsThatDoNotFitAreRefused() {
        for (Shape shape : new Shape[] {Shape.of(), Shape.of(4), Shape.of(1, 4), Shape.of(1, 0, 2, 2),
            Shape.of(1, 1, 1, 2, 2)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ImageDataset.of(shape, new byte[4], new byte[1]))
                    .withMessage("ImageDataset: " + shape
                            + " is no shape of pictures, [N, channels, rows, cols] or [N, rows, cols]");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageDataset.of(Shape.of(2, 3, 2, 2), new byte[23], new byte[2]))
                .withMessage("ImageDataset: 23 pixels and 2 labels are not those of [2, 3, 2, 2]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ImageDataset.of(Shape.of(2, 2, 2), new byte[8], new byte[1]))
                .withMessage("ImageDataset: 8 pixels and 1 labels are not those of [2, 2, 2]");
        ImageDataset coloured = ImageDataset.of(Shape.of(1, 3, 1, 1), new byte[3], new byte[1]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> coloured.normalised(new double[3], new double[1]))
                .withMessage("normalised: 3 means and 1 deviations for pictures of 3 channels");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> coloured.normalised(new double[3], new double[] {1, 0, 1}))
                .withMessage("ImageDataset: standard deviation 0.0 is not a finite float above 0");
        assertThatIllegalStateException().isThrownBy(() -> coloured.grey(0))
                .withMessage("grey: ImageDataset(1 images of 3x1x1) has 3 channels");
    }
}

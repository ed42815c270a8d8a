package dev.lanewise.data.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Values worked out by hand, and those that Pillow 12 gives. */
class TransformsTest {
    /** Pillow's picture of mode F, 4 rows of 5: {@code (7 col + 5 row) % 11}. */
    private static final Image SAMPLE = image(1, 4, 5, (c, row, col) -> (col * 7 + row * 5) % 11);

    private interface Value {
        float at(int channel, int row, int col);
    }

    private static Image image(int channels, int height, int width, Value value) {
        float[] values = new float[channels * height * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = value.at(i / (height * width), i / width % height, i % width);
        }
        return new Image(channels, height, width, values);
    }

    /** Each value says where it was: 100 channels + 10 rows + columns. */
    private static Image places(int channels, int height, int width) {
        return image(channels, height, width, (c, row, col) -> 100 * c + 10 * row + col + 1);
    }

    private static RandomSource random(int sample) {
        return RandomSource.at(7, sample, 0);
    }

    private static void assertValues(Image image, double... expected) {
        assertThat(image.values()).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) image.values()[i]).as("value %d of %s", i, Arrays.toString(image.values()))
                    .isCloseTo(expected[i], within(2e-6));
        }
    }

    @Test
    void resizeIsPillowsBilinear() {
        assertValues(new Resize(2, 3).apply(SAMPLE, random(0)), 3.877551, 5.349206, 5, 5, 4.650794, 6.122449);
        assertValues(new Resize(7, 2).apply(SAMPLE, random(0)),
                4, 7, 4, 5.75, 4, 3.75, 5.25, 4.75, 6.25, 6, 4.25, 6, 3, 6);
        Image larger = new Resize(6, 8).apply(SAMPLE, random(0));
        assertValues(Crops.crop(larger, 0, 0, 2, 8), 0, 3.0625, 6.75, 4.25, 5.1875, 9.5625, 7.75, 6,
                2.5, 3.15625, 4.09375, 5.03125, 5.96875, 6.90625, 4.75, 3);
        assertThat(new Resize(4, 5).apply(SAMPLE, random(0))).isSameAs(SAMPLE);
        Image halves = new Resize(1, 2).apply(image(2, 2, 4, (c, row, col) -> c + col / 2), random(0));
        assertThat(halves.values()[0]).isBetween(0f, 0.3f);
        assertThat(halves.values()[3]).isBetween(1.7f, 2f);
    }

    @Test
    void theShorterSideKeepsProportions() {
        assertThat(Resize.shorterSide(8).apply(places(3, 4, 7), random(0))).hasToString("Image(3x8x14)");
        assertThat(Resize.shorterSide(3).apply(places(1, 7, 4), random(0))).hasToString("Image(1x5x3)");
    }

    @Test
    void cropsAreParts() {
        assertThat(new CenterCrop(2, 2).apply(places(2, 4, 5), random(0)).values())
                .containsExactly(13, 14, 23, 24, 113, 114, 123, 124); // 1.5 is rounded to 2
        assertThat(Crops.crop(places(1, 2, 2), -1, 1, 3, 2).values()).containsExactly(0, 0, 2, 0, 12, 0);
        assertThat(Crops.crop(places(1, 2, 2), 5, 5, 1, 2).values()).containsExactly(0, 0);
        TreeSet<Float> corners = new TreeSet<>();
        for (int sample = 0; sample < 300; sample++) {
            Image cropped = new RandomCrop(2, 3, 0).apply(places(1, 4, 5), random(sample));
            float corner = cropped.values()[0];
            assertThat(cropped.values()).containsExactly(corner, corner + 1, corner + 2, corner + 10, corner + 11,
                    corner + 12);
            corners.add(corner);
        }
        assertThat(corners).containsExactly(1f, 2f, 3f, 11f, 12f, 13f, 21f, 22f, 23f);
        for (int sample = 0; sample < 50; sample++) {
            Image padded = new RandomCrop(4, 4, 4).apply(image(1, 4, 4, (c, row, col) -> 1), random(sample));
            float sum = Tensor.of(padded.values()).sum().item();
            assertThat(sum).isBetween(0f, 16f);
        }
    }

    @Test
    void aResizedCropLiesWithin() {
        RandomResizedCrop crop = new RandomResizedCrop(5, 6, 0.2, 0.5, 0.5, 2);
        Image columns = image(1, 20, 30, (c, row, col) -> col);
        TreeSet<Float> firsts = new TreeSet<>();
        for (int sample = 0; sample < 200; sample++) {
            Image cropped = crop.apply(columns, random(sample));
            assertThat(cropped).hasToString("Image(1x5x6)");
            float first = cropped.values()[0];
            float last = cropped.values()[5];
            assertThat(first).isGreaterThanOrEqualTo(0);
            assertThat(last).isLessThanOrEqualTo(29);
            assertThat(last - first).isBetween(4f, 24f); // widths from sqrt(120 / 2) to sqrt(300 * 2), less a bit
            firsts.add(first);
        }
        assertThat(firsts).hasSizeGreaterThan(100);
        Image strip = new RandomResizedCrop(1, 1).apply(image(1, 1, 100, (c, row, col) -> col), random(0));
        assertThat(strip.values()[0]).isBetween(48f, 51f); // nothing fits: the middle
    }

    @Test
    void flipsTwiceAreNone() {
        Image places = places(2, 3, 4);
        Transform sideways = new RandomHorizontalFlip(1);
        Transform upsideDown = new RandomVerticalFlip(1);
        assertThat(sideways.apply(places(1, 2, 3), random(0)).values()).containsExactly(3, 2, 1, 13, 12, 11);
        assertThat(upsideDown.apply(places(2, 2, 1), random(0)).values()).containsExactly(11, 1, 111, 101);
        for (Transform flip : List.of(sideways, upsideDown)) {
            Image once = flip.apply(places, random(0));
            assertThat(once.values()).isNotEqualTo(places.values());
            assertThat(flip.apply(once, random(0)).values()).containsExactly(places.values());
        }
        long flipped = IntStream.range(0, 1000)
                .filter(sample -> new RandomHorizontalFlip(0.3).apply(places, random(sample)) != places).count();
        assertThat(flipped).isBetween(240L, 360L);
        assertThat(new RandomVerticalFlip(0).apply(places, random(0))).isSameAs(places);
    }

    @Test
    void rotationsAreCounterClockwise() {
        assertValues(RandomRotation.rotated(places(1, 2, 2), 90, 9), 2, 12, 1, 11);
        assertValues(RandomRotation.rotated(places(2, 3, 3), 180, 9), 23, 22, 21, 13, 12, 11, 3, 2, 1,
                123, 122, 121, 113, 112, 111, 103, 102, 101);
        assertValues(RandomRotation.rotated(places(1, 1, 3), 90, 0.5f), 0.5, 2, 0.5);
        Image turned = RandomRotation.rotated(image(1, 9, 9, (c, row, col) -> 1), 45, 0);
        assertThat(turned.at(0, 4, 4)).isEqualTo(1);
        assertThat(turned.at(0, 0, 0)).isZero();
        Image same = new RandomRotation(0).apply(places(1, 3, 4), random(0));
        assertThat(same.values()).containsExactly(places(1, 3, 4).values());
    }

    @Test
    void normalisingIsPerChannel() {
        Transform normalize = new Normalize(new double[] {0.5, 1}, new double[] {0.25, 2});
        assertThat(normalize.apply(new Image(2, 1, 2, new float[] {0.5f, 1, 1, 5}), random(0)).values())
                .containsExactly(0, 2, 0, 2);
    }

    @Test
    void coloursChangeAsTheyShould() {
        Image pixel = new Image(3, 1, 1, new float[] {0.6f, 0.2f, 0.4f});
        float grey = 0.299f * 0.6f + 0.587f * 0.2f + 0.114f * 0.4f;
        assertValues(new Grayscale().apply(pixel, random(0)), grey);
        assertValues(new Grayscale(3).apply(pixel, random(0)), grey, grey, grey);
        Image bright = copy(pixel);
        ColorJitter.brighten(bright, 2);
        assertValues(bright, 1, 0.4, 0.8);
        Image pale = copy(pixel);
        ColorJitter.saturate(pale, 0);
        assertValues(pale, grey, grey, grey);
        Image flat = new Image(1, 1, 2, new float[] {0.2f, 0.6f});
        ColorJitter.contrast(flat, 0.5f);
        assertValues(flat, 0.3, 0.5);
        Image red = new Image(3, 1, 1, new float[] {1, 0.25f, 0.25f});
        ColorJitter.turnHues(red, 1f / 3);
        assertValues(red, 0.25, 1, 0.25);
        ColorJitter.turnHues(red, -1f / 6);
        assertValues(red, 1, 1, 0.25);
        Image any = copy(pixel);
        ColorJitter.turnHues(any, 0.3f);
        ColorJitter.turnHues(any, -0.3f);
        assertValues(any, 0.6, 0.2, 0.4);
        float[] before = pixel.values().clone();
        assertThat(new ColorJitter(0.4, 0.4, 0.4, 0.1).apply(pixel, random(0)).values()).isNotEqualTo(before);
        assertThat(pixel.values()).containsExactly(before);
        assertValues(new ColorJitter(0, 0, 0, 0).apply(pixel, random(3)), 0.6, 0.2, 0.4);
    }

    private static Image copy(Image image) {
        return new Image(image.channels(), image.height(), image.width(), image.values().clone());
    }

    @Test
    void rectanglesAreErased() {
        Image ones = image(2, 10, 10, (c, row, col) -> 1);
        for (int sample = 0; sample < 100; sample++) {
            float[] cut = new Cutout(4).apply(ones, random(sample)).values();
            float left = Tensor.of(cut).sum().item();
            assertThat(200 - left).isBetween(2f * 2 * 2, 2f * 4 * 4);
            float[] erased = new RandomErasing(1, 0.1, 0.2, 0.5, 2, 3).apply(ones, random(sample)).values();
            long count = IntStream.range(0, 100).filter(i -> erased[i] == 3).count();
            assertThat(count).isBetween(6L, 25L);
            assertThat(Arrays.copyOfRange(erased, 0, 100)).containsExactly(Arrays.copyOfRange(erased, 100, 200));
        }
        assertThat(new RandomErasing(0).apply(ones, random(0))).isSameAs(ones);
    }

    @Test
    void whatDoesNotFitIsASentence() {
        refused("Image: 3 values for 1 channels of 2x2", () -> new Image(1, 2, 2, new float[3]));
        refused("Image: 0 values for 1 channels of 0x2", () -> new Image(1, 0, 2, new float[0]));
        refused("of: [4] is not a picture, [channels, height, width]", () -> Image.of(Tensor.zeros(4)));
        refused("Resize: width 0 is not positive", () -> new Resize(1, 0));
        refused("CenterCrop: 5x5 pixels of a picture that is 1x4x5",
                () -> new CenterCrop(5, 5).apply(SAMPLE, random(0)));
        refused("RandomCrop: 9x5 pixels of a picture that is 1x4x5, padded by 2",
                () -> new RandomCrop(9, 5, 2).apply(SAMPLE, random(0)));
        refused("shape [1, 1048576, 1048576]: more than 2147483647 elements do not fit one array",
                () -> new RandomCrop(1 << 20, 1 << 20, 1 << 20).apply(places(1, 1, 1), random(0)));
        refused("RandomCrop: padding -1 is not within 0 and 1048576", () -> new RandomCrop(1, 1, -1));
        refused("RandomResizedCrop: areas 0.0 to 1.0: expected two numbers above 0 in ascending order",
                () -> new RandomResizedCrop(1, 1, 0, 1, 1, 1));
        refused("RandomHorizontalFlip: probability NaN is not within 0 and 1",
                () -> new RandomHorizontalFlip(Double.NaN));
        refused("RandomRotation: degrees -1.0 are not within 0 and 180", () -> new RandomRotation(-1));
        refused("ColorJitter: hue 0.6 is not within 0 and 0.5", () -> new ColorJitter(0, 0, 0, 0.6));
        refused("ColorJitter: value 7.0 is not within 0 and 1; Normalize comes after it",
                () -> new ColorJitter(0, 0, 0, 0).apply(SAMPLE, random(0)));
        refused("Grayscale: a picture that is 2x1x1 is neither grey nor red, green and blue",
                () -> new Grayscale().apply(places(2, 1, 1), random(0)));
        refused("Normalize: 1 means and 2 deviations", () -> new Normalize(new double[1], new double[] {1, 1}));
        refused("Normalize: deviation 0.0 is not a finite float above 0",
                () -> new Normalize(new double[1], new double[1]));
        refused("Normalize: means for 1 channels, and a picture that is 3x1x1",
                () -> new Normalize(new double[1], new double[] {1}).apply(places(3, 1, 1), random(0)));
        refused("Cutout: size 0 is not positive", () -> new Cutout(0));
    }

    private static void refused(String sentence, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(sentence);
    }
}

package dev.lanewise.examples.cifar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.data.Batch;
import dev.lanewise.data.Dataset;
import dev.lanewise.data.ImageDataset;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Drawn shapes, and what is done to pictures before they are learned from. */
class ShapesTest {
    @Test
    void aSeedAlwaysGivesTheSameBytes() {
        Shapes.Drawn drawn = Shapes.draw(1, 1, 50);
        CRC32 sum = new CRC32();
        sum.update(drawn.pixels());
        sum.update(drawn.labels());
        assertThat(sum.getValue()).isEqualTo(592837660L);
        assertThat(Shapes.draw(1, 1, 50).pixels()).isEqualTo(drawn.pixels());
        assertThat(Shapes.draw(2, 1, 50).pixels()).isNotEqualTo(drawn.pixels());
        assertThat(Shapes.draw(1, 2, 50).pixels()).isNotEqualTo(drawn.pixels());
    }

    @Test
    void everyShapeComesEquallyOften() {
        byte[] labels = Shapes.draw(3, 1, 200).labels();
        for (int shape = 0; shape < 10; shape++) {
            int wanted = shape;
            assertThat(IntStream.range(0, 200).filter(i -> labels[i] == wanted).count()).isEqualTo(20);
        }
        assertThat(Shapes.CLASSES).hasSize(10).doesNotHaveDuplicates();
    }

    private static ImageDataset pictures(int count) {
        return ColourData.drawn(1, count, 1).train();
    }

    @Test
    void coloursAreNormalisedEachByItself() {
        ImageDataset pictures = pictures(60);
        Batch<Tensor, IntTensor> all = pictures.batch(IntStream.range(0, 60).toArray());
        assertThat(all.inputs().shape()).isEqualTo(Shape.of(60, 3, 32, 32));
        float[] inputs = all.inputs().toArray();
        for (int channel = 0; channel < 3; channel++) {
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < 60; i++) {
                for (int k = 0; k < 1024; k++) {
                    float x = inputs[(i * 3 + channel) * 1024 + k];
                    sum += x;
                    squares += x * x;
                }
            }
            assertThat(sum / 61440).isCloseTo(0, within(1e-4));
            assertThat(squares / 61440).isCloseTo(1, within(1e-3));
        }
        Batch<Tensor, IntTensor> some = pictures.batch(7, 3);
        assertThat(some.targets().toArray()).containsExactly(pictures.label(7), pictures.label(3));
        assertThat(Arrays.copyOf(some.inputs().toArray(), 3072)).isEqualTo(
                Arrays.copyOfRange(inputs, 7 * 3072, 8 * 3072));
    }

    @Test
    void picturesOfOneShadeAreNormalisedToZero() {
        byte[] grey = new byte[2 * 3072];
        Arrays.fill(grey, (byte) 200);
        ImageDataset shade = new Shapes.Drawn(grey, new byte[2]).dataset();
        for (float x : ColourData.of("one shade", Shapes.CLASSES, shade, shade, 0).train().batch(0, 1).inputs()
                .toArray()) {
            assertThat(x).isCloseTo(0, within(1e-3f));
        }
    }

    @Test
    void augmentationMovesAndMirrorsWholePictures() {
        ImageDataset pictures = pictures(40);
        CifarRecipe recipe = new CifarRecipe(1, 0.1, 40, 1);
        Dataset<Batch<Tensor, IntTensor>> augmented = recipe.augmented(pictures);
        int[] indices = IntStream.range(0, 40).toArray();
        float[] plain = pictures.batch(indices).inputs().toArray();
        Batch<Tensor, IntTensor> batch = augmented.batch(indices);
        float[] moved = batch.inputs().toArray();
        assertThat(batch.targets().toArray()).isEqualTo(pictures.batch(indices).targets().toArray());
        int mirrored = 0;
        int still = 0;
        for (int i = 0; i < 40; i++) {
            int[] found = find(plain, moved, i * 3072);
            assertThat(found).as("picture %d is found, moved by up to 4 pixels", i).isNotNull();
            mirrored += found[2];
            still += found[0] == 0 && found[1] == 0 ? 1 : 0;
        }
        assertThat(mirrored).isBetween(8, 32);
        assertThat(still).isLessThan(10);
        assertThat(augmented.inEpoch(1).batch(indices).inputs().toArray()).as("drawn anew").isNotEqualTo(moved);
        assertThat(recipe.augmented(pictures).batch(indices).inputs().toArray()).isEqualTo(moved);
    }

    /** By how much a picture was moved down and right, and whether it was mirrored (1); null if it is not the same. */
    private static int[] find(float[] plain, float[] moved, int start) {
        for (int down = -4; down <= 4; down++) {
            for (int right = -4; right <= 4; right++) {
                for (int mirror = 0; mirror <= 1; mirror++) {
                    if (isMoved(plain, moved, start, down, right, mirror)) {
                        return new int[] {down, right, mirror};
                    }
                }
            }
        }
        return null;
    }

    private static boolean isMoved(float[] plain, float[] moved, int start, int down, int right, int mirror) {
        for (int i = 0; i < 3072; i++) {
            int row = i % 1024 / 32 - down;
            int col = i % 32 - right;
            boolean inside = row >= 0 && row < 32 && col >= 0 && col < 32;
            int from = i / 1024 * 1024 + row * 32 + (mirror == 1 ? 31 - col : col);
            if (moved[start + i] != (inside ? plain[start + from] : 0)) {
                return false;
            }
        }
        return true;
    }
}

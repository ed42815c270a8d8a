package dev.lanewise.kernels.simd;

import static dev.lanewise.TensorAssert.assertThatFloats;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Parity;
import dev.lanewise.Seeds;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.KernelParity;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.SoftmaxKernels;
import dev.lanewise.kernels.scalar.ScalarReduceKernels;
import dev.lanewise.kernels.scalar.ScalarSoftmaxKernels;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Reductions and softmax: SIMD against scalar, bit for bit. */
@Parity
@Tag("quick")
class RowParityTest {
    private static final int CHUNK = ReduceKernels.CHUNK;
    private static final int[] LENGTHS = IntStream.concat(
            IntStream.rangeClosed(0, 140),
            IntStream.of(191, 192, 1000, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7))
            .toArray();

    private final SplittableRandom random = Seeds.random(21);
    private final KernelParity<ReduceKernels> reductions = new KernelParity<>(
            new ScalarReduceKernels(), new SimdReduceKernels(), random);
    private final KernelParity<SoftmaxKernels> softmax = new KernelParity<>(
            new ScalarSoftmaxKernels(), new SimdSoftmaxKernels(), random);

    @Test
    void runsReduceToTheSameBits() {
        for (int n : LENGTHS) {
            for (int offset : new int[] {0, 1, 7}) {
                for (float[] x : FloatSamples.various(random, n + offset + 3)) {
                    checkRun(x, offset, n);
                }
            }
        }
    }

    @Test
    void runsKeepTheirBitsWhileTheKernelIsBeingCompiled() {
        float[] x = FloatSamples.ordinary(random, 211);
        reductions.on("sum", x).writes(0, 1)
                .byManyCalls(20_000, (kernels, out) -> out.floats(0)[0] = kernels.sum(x, 3, 200));
    }

    @Test
    void aRunAtTheVeryEndOfItsArrayIsReadNoFurther() {
        for (int n = 0; n <= 140; n++) {
            checkRun(FloatSamples.ordinary(random, n), 0, n);
        }
    }

    private void checkRun(float[] x, int offset, int n) {
        reductions.on("sum, max, min of " + n + " from " + offset, x).writes(0, 3).by((kernels, out) -> {
            float[] y = out.floats(0);
            y[0] = kernels.sum(x, offset, n);
            y[1] = kernels.max(x, offset, n);
            y[2] = kernels.min(x, offset, n);
        });
    }

    @Test
    void rowsAddToTheSameBitsAndLeaveTheRestAlone() {
        for (int rows : new int[] {0, 1, 2, 5, 64}) {
            for (int cols : FloatSamples.SIZES) {
                int stride = cols + 3;
                for (float[] x : FloatSamples.various(random, 2 + rows * stride + cols)) {
                    float[] soFar = FloatSamples.ordinary(random, cols + 9);
                    reductions.on("sums of " + rows + " x " + cols, x).changes(soFar, 4, cols)
                            .by((kernels, out) -> kernels.addRows(x, 2, stride, rows, cols, out.floats(0), 4));
                }
            }
        }
    }

    @Test
    void extremesOfColumnsHaveTheSameBitsAndLeaveTheRestAlone() {
        for (int rows : new int[] {1, 2, 5, 64}) {
            for (int cols : FloatSamples.SIZES) {
                for (float[] x : FloatSamples.various(random, 2 + rows * (cols + 3) + cols)) {
                    checkColumns(x, rows, cols);
                }
            }
        }
    }

    @Test
    void extremesKnowZerosBySignAndNaNWhereverTheyAre() {
        float[][] choices = {{-0f, 0f}, {-0f, -1f}, {-0f, 1f}, {0f, -1f}, {0f, 1f}, {-0f, 0f, -1f}, {-0f, 0f, 1f},
            {Float.NEGATIVE_INFINITY, -0f}, {Float.POSITIVE_INFINITY, 0f}, {Float.NEGATIVE_INFINITY},
            {Float.POSITIVE_INFINITY}, {1f, -1f, 0f, 2f, 3f, 4f, 5f, Float.NaN}, {Float.NaN}, {-Float.NaN, 0f}};
        for (float[] choice : choices) {
            for (int n : FloatSamples.SIZES) {
                float[] x = new float[2 + 5 * (n + 3) + n];
                for (int i = 0; i < x.length; i++) {
                    x[i] = choice[random.nextInt(choice.length)];
                }
                checkRun(x, 1, n);
                checkColumns(x, 5, n);
            }
        }
    }

    private void checkColumns(float[] x, int rows, int cols) {
        int stride = cols + 3;
        reductions.on("maxima, minima of " + rows + " x " + cols, x).writes(4, cols).writes(4, cols)
                .by((kernels, out) -> {
                    kernels.maxRows(x, 2, stride, rows, cols, out.floats(0), 4);
                    kernels.minRows(x, 2, stride, rows, cols, out.floats(1), 4);
                });
    }

    @Test
    void placesOfExtremesAreTheSame() {
        for (int rows : new int[] {1, 2, 5, 64}) {
            for (int cols : FloatSamples.SIZES) {
                int stride = cols + 3;
                for (float[] x : FloatSamples.various(random, 2 + rows * stride + cols)) {
                    reductions.on("places in " + rows + " x " + cols, x).writes(0, 2 * cols).by((kernels, out) -> {
                        int[] places = new int[2 * cols + 1];
                        kernels.extremeRows(false, x, 2, stride, rows, cols, places, 0);
                        kernels.extremeRows(true, x, 2, stride, rows, cols, places, cols);
                        for (int j = 0; j < 2 * cols; j++) {
                            out.floats(0)[j] = places[j];
                        }
                        assertThat(places[2 * cols]).isZero();
                    });
                }
            }
        }
    }

    @Test
    void theFirstOfEqualsIsFound() {
        for (int length = 1; length <= 140; length++) {
            int n = length;
            for (float[] x : FloatSamples.various(random, n)) {
                float value = x[random.nextInt(n)];
                reductions.on(value + " among " + n, x).writes(0, 1)
                        .by((kernels, out) -> out.floats(0)[0] = kernels.find(x, 0, n, value));
            }
        }
    }

    @Test
    void softmaxGivesTheSameBitsAndLeavesTheRestAlone() {
        for (int cols : LENGTHS) {
            int rows = cols == 0 ? 0 : cols > 1000 ? 1 : 3;
            int n = rows * cols;
            for (float[] x : FloatSamples.various(random, n + 5)) {
                float[] y = softmax.on("softmax of " + cols, x).writes(2, n)
                        .by((kernels, out) -> kernels.softmax(x, 5, out.floats(0), 2, rows, cols)).floats(0);
                float[] inPlace = softmax.on("softmax in place of " + cols).changes(x, 5, n)
                        .by((kernels, out) -> kernels.softmax(out.floats(0), 5, out.floats(0), 5, rows, cols))
                        .floats(0);
                assertThatFloats(Arrays.copyOfRange(inPlace, 5, 5 + n)).as("softmax in place of " + cols)
                        .hasBitsOf(Arrays.copyOfRange(y, 2, 2 + n));
                softmax.on("logSoftmax of " + cols, x).writes(2, n)
                        .by((kernels, out) -> kernels.logSoftmax(x, 5, out.floats(0), 2, rows, cols));
            }
        }
    }

    @Test
    void crossEntropyGivesTheSameBitsAndLeavesTheRestAlone() {
        int rows = 3;
        for (int cols = 1; cols <= 140; cols++) {
            int n = cols;
            int[] labels = {-1, random.nextInt(cols), random.nextInt(cols), random.nextInt(cols)};
            for (float[] x : FloatSamples.various(random, rows * cols + 5)) {
                softmax.on("losses and probabilities of " + cols, x).writes(1, rows).writes(2, rows * cols)
                        .by((kernels, out) -> kernels.crossEntropy(
                                x, 5, labels, 1, labels[n % 4], out.floats(0), 1, out.floats(1), 2, rows, n));
            }
        }
    }
}

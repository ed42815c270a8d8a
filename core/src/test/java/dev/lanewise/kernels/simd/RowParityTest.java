package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.FloatSamples.assertSameBits;

import dev.lanewise.Parity;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.SoftmaxKernels;
import dev.lanewise.kernels.scalar.ScalarReduceKernels;
import dev.lanewise.kernels.scalar.ScalarSoftmaxKernels;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Reductions and softmax: SIMD against scalar, bit for bit. */
@Parity
class RowParityTest {
    private static final int CHUNK = ReduceKernels.CHUNK;
    private static final int[] LENGTHS = IntStream.concat(
            IntStream.rangeClosed(0, 140),
            IntStream.of(191, 192, 1000, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7))
            .toArray();

    private final SplittableRandom random = new SplittableRandom(21);
    private final ReduceKernels scalar = new ScalarReduceKernels();
    private final ReduceKernels simd = new SimdReduceKernels();

    @Test
    void runsReduceToTheSameBits() {
        for (int n : LENGTHS) {
            for (int offset : new int[] {0, 1, 7}) {
                for (float[] x : samples(n + offset + 3)) {
                    assertSameRun(x, offset, n);
                }
            }
        }
    }

    @Test
    void runsKeepTheirBitsWhileTheKernelIsBeingCompiled() {
        float[] x = ordinary(211);
        float first = scalar.sum(x, 3, 200);
        for (int call = 0; call < 20_000; call++) {
            assertSameBits("call " + call, new float[] {simd.sum(x, 3, 200)}, new float[] {first});
        }
    }

    @Test
    void aRunAtTheVeryEndOfItsArrayIsReadNoFurther() {
        for (int n = 0; n <= 140; n++) {
            assertSameRun(ordinary(n), 0, n);
        }
    }

    private void assertSameRun(float[] x, int xo, int n) {
        float[] expected = {scalar.sum(x, xo, n), scalar.max(x, xo, n), scalar.min(x, xo, n)};
        float[] actual = {simd.sum(x, xo, n), simd.max(x, xo, n), simd.min(x, xo, n)};
        assertSameBits("sum, max, min of " + n + " from " + xo, actual, expected);
    }

    @Test
    void rowsReduceToTheSameBitsAndLeaveTheRestAlone() {
        for (int rows : new int[] {0, 1, 2, 5, 64}) {
            for (int cols : FloatSamples.SIZES) {
                int stride = cols + 3;
                for (float[] x : samples(2 + rows * stride + cols)) {
                    float[] acc = ordinary(cols + 9);
                    float[][] expected = {acc.clone(), acc.clone(), acc.clone()};
                    float[][] actual = {acc.clone(), acc.clone(), acc.clone()};
                    reduceRows(scalar, x, stride, rows, cols, expected);
                    reduceRows(simd, x, stride, rows, cols, actual);
                    for (int op = 0; op < 3; op++) {
                        String what = "operation " + op + " on " + rows + " x " + cols;
                        assertSameBits(what, actual[op], expected[op]);
                        System.arraycopy(acc, 4, actual[op], 4, cols);
                        assertSameBits(what + ": outside", actual[op], acc);
                    }
                }
            }
        }
    }

    private static void reduceRows(ReduceKernels kernels, float[] x, int stride, int rows, int cols, float[][] acc) {
        kernels.addRows(x, 2, stride, rows, cols, acc[0], 4);
        kernels.maxRows(x, 2, stride, rows, cols, acc[1], 4);
        kernels.minRows(x, 2, stride, rows, cols, acc[2], 4);
    }

    @Test
    void softmaxGivesTheSameBitsAndLeavesTheRestAlone() {
        SoftmaxKernels reference = new ScalarSoftmaxKernels();
        SoftmaxKernels vectors = new SimdSoftmaxKernels();
        for (int cols : LENGTHS) {
            int rows = cols == 0 ? 0 : cols > 1000 ? 1 : 3;
            for (float[] x : samples(rows * cols + 5)) {
                float[] guard = ordinary(rows * cols + 7);
                float[] expected = guard.clone();
                float[] actual = guard.clone();
                reference.softmax(x, 5, expected, 2, rows, cols);
                vectors.softmax(x, 5, actual, 2, rows, cols);
                assertSameBits("softmax of " + cols, actual, expected);
                assertOnlyInside("softmax of " + cols, actual, guard, 2, rows * cols);

                float[] inPlace = x.clone();
                vectors.softmax(inPlace, 5, inPlace, 5, rows, cols);
                assertSameBits(
                        "softmax in place of " + cols,
                        Arrays.copyOfRange(inPlace, 5, 5 + rows * cols),
                        Arrays.copyOfRange(expected, 2, 2 + rows * cols));

                expected = guard.clone();
                actual = guard.clone();
                reference.logSoftmax(x, 5, expected, 2, rows, cols);
                vectors.logSoftmax(x, 5, actual, 2, rows, cols);
                assertSameBits("logSoftmax of " + cols, actual, expected);
                assertOnlyInside("logSoftmax of " + cols, actual, guard, 2, rows * cols);
            }
        }
    }

    @Test
    void crossEntropyGivesTheSameBitsAndLeavesTheRestAlone() {
        for (int cols = 1; cols <= 140; cols++) {
            int rows = 3;
            int[] labels = {-1, random.nextInt(cols), random.nextInt(cols), random.nextInt(cols)};
            for (float[] x : samples(rows * cols + 5)) {
                float[] guard = ordinary(rows * cols + 7);
                float[] expected = guard.clone();
                float[] actual = guard.clone();
                float[] expectedLoss = {9, 9, 9, 9, 9};
                float[] loss = {9, 9, 9, 9, 9};
                new ScalarSoftmaxKernels().crossEntropy(x, 5, labels, 1, expectedLoss, 1, expected, 2, rows, cols);
                new SimdSoftmaxKernels().crossEntropy(x, 5, labels, 1, loss, 1, actual, 2, rows, cols);
                assertSameBits("loss of " + cols, loss, expectedLoss);
                assertSameBits("probabilities of " + cols, actual, expected);
                assertOnlyInside("probabilities of " + cols, actual, guard, 2, rows * cols);
            }
        }
    }

    /** Ordinary numbers, wild finite ones with both zeros, and anything at all. */
    private float[][] samples(int n) {
        float[] wild = ordinary(n);
        for (int i = 0; i < n; i++) {
            wild[i] *= (float) Math.scalb(1.0, random.nextInt(-140, 60)) * random.nextInt(2);
        }
        return new float[][] {ordinary(n), wild, FloatSamples.mixed(random, n)};
    }

    private float[] ordinary(int n) {
        float[] x = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian(0, 3);
        }
        return x;
    }

    private static void assertOnlyInside(String what, float[] actual, float[] guard, int from, int n) {
        float[] copy = actual.clone();
        System.arraycopy(guard, from, copy, from, n);
        assertSameBits(what + ": outside", copy, guard);
    }
}

package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.FloatSamples.assertSameBits;

import dev.lanewise.Parity;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.NormKernels;
import dev.lanewise.kernels.scalar.ScalarNormKernels;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Layer normalisation: SIMD against scalar, bit for bit. */
@Parity
class NormParityTest {
    private static final int ROWS = 3;

    private final SplittableRandom random = new SplittableRandom(51);
    private final NormKernels scalar = new ScalarNormKernels();
    private final NormKernels simd = new SimdNormKernels();

    @Test
    void rowsHaveTheSameBitsAndLeaveTheRestAlone() {
        for (int cols : FloatSamples.SIZES) {
            for (int parameters = 0; cols > 0 && parameters < 3; parameters++) {
                for (float[] x : samples(ROWS * cols + 3)) {
                    float[] w = parameters > 0 ? FloatSamples.mixed(random, cols + 2) : null;
                    float[] b = parameters > 1 ? FloatSamples.mixed(random, cols + 2) : null;
                    float[][] guard = guards(ROWS * cols, ROWS, ROWS);
                    float[][] expected = copies(guard);
                    float[][] actual = copies(guard);
                    forward(scalar, x, w, b, expected, cols);
                    forward(simd, x, w, b, actual, cols);
                    assertSame("row of " + cols, actual, expected, guard, ROWS * cols, ROWS, ROWS);
                }
            }
        }
    }

    @Test
    void gradientsHaveTheSameBitsAndLeaveTheRestAlone() {
        for (int cols : FloatSamples.SIZES) {
            for (int parameters = 0; cols > 0 && parameters < 2; parameters++) {
                for (float[] x : samples(ROWS * cols + 3)) {
                    float[] g = FloatSamples.mixed(random, ROWS * cols + 3);
                    float[] w = parameters > 0 ? FloatSamples.mixed(random, cols + 2) : null;
                    float[] moments = FloatSamples.mixed(random, 2 * ROWS);
                    float[][] guard = guards(ROWS * cols, ROWS * cols);
                    float[][] expected = copies(guard);
                    float[][] actual = copies(guard);
                    backward(scalar, g, x, moments, w, expected, cols);
                    backward(simd, g, x, moments, w, actual, cols);
                    assertSame("gradient of " + cols, actual, expected, guard, ROWS * cols, ROWS * cols);
                }
            }
        }
    }

    private static void forward(
            NormKernels kernels, float[] x, float @Nullable [] w, float @Nullable [] b, float[][] out, int cols) {
        kernels.layerNorm(x, 3, w, 1, b, 2, 1e-5f, out[0], 2, out[1], 2, out[2], 2, ROWS, cols);
    }

    private static void backward(
            NormKernels kernels, float[] g, float[] x, float[] moments, float @Nullable [] w, float[][] out, int cols) {
        kernels.layerNormGradient(g, 1, x, 3, moments, 0, moments, ROWS, w, 1, out[0], 2, out[1], 2, ROWS, cols);
    }

    /** Ordinary numbers, and anything at all. */
    private float[][] samples(int n) {
        float[] ordinary = new float[n];
        for (int i = 0; i < n; i++) {
            ordinary[i] = (float) random.nextGaussian(1, 3);
        }
        return new float[][] {ordinary, FloatSamples.mixed(random, n)};
    }

    private float[][] guards(int... sizes) {
        float[][] guards = new float[sizes.length][];
        for (int k = 0; k < sizes.length; k++) {
            guards[k] = FloatSamples.mixed(random, sizes[k] + 5);
        }
        return guards;
    }

    private static float[][] copies(float[][] arrays) {
        float[][] copies = new float[arrays.length][];
        for (int k = 0; k < arrays.length; k++) {
            copies[k] = arrays[k].clone();
        }
        return copies;
    }

    private static void assertSame(
            String what, float[][] actual, float[][] expected, float[][] guard, int... sizes) {
        for (int k = 0; k < sizes.length; k++) {
            assertSameBits(what + ", output " + k, actual[k], expected[k]);
            System.arraycopy(guard[k], 2, actual[k], 2, sizes[k]);
            assertSameBits(what + ", output " + k + ": outside", actual[k], guard[k]);
        }
    }
}

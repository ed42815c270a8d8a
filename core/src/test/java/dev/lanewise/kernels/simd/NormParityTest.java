package dev.lanewise.kernels.simd;

import static dev.lanewise.TensorAssert.assertThatFloats;

import dev.lanewise.Parity;
import dev.lanewise.Seeds;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.KernelParity;
import dev.lanewise.kernels.NormKernels;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.scalar.ScalarNormKernels;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Normalisation: SIMD against scalar, bit for bit. */
@Parity
@Tag("quick")
class NormParityTest {
    private static final int ROWS = 3;

    private final SplittableRandom random = Seeds.random(51);
    private final KernelParity<NormKernels> parity = new KernelParity<>(
            new ScalarNormKernels(), new SimdNormKernels(), random);

    @Test
    void rowsHaveTheSameBitsAndLeaveTheRestAlone() {
        for (int cols : FloatSamples.SIZES) {
            for (int parameters = 0; cols > 0 && parameters < 3; parameters++) {
                for (float[] x : FloatSamples.various(random, ROWS * cols + 3)) {
                    float[] w = parameterIf(parameters > 0, cols);
                    float[] b = parameterIf(parameters > 1, cols);
                    parity.on("rows of " + cols + ", parameters: " + parameters, x)
                            .writes(2, ROWS * cols).writes(2, ROWS).writes(2, ROWS)
                            .by((kernels, out) -> kernels.layerNorm(
                                    x, 3, w, 1, b, 2, 1e-5f, out.floats(0), 2, out.floats(1), 2, out.floats(2), 2,
                                    ROWS, cols, new float[NormKernels.SCRATCH]));
                }
            }
        }
    }

    /** Also rows of more than a chunk. */
    @Test
    void gradientsHaveTheSameBitsAndLeaveTheRestAlone() {
        for (int cols : new int[] {1, 2, 3, 5, 8, 15, 16, 17, 31, 33, 37, 63, 64, 65, 100, 129, 200, 40_001}) {
            for (float[] x : FloatSamples.various(random, ROWS * cols + 3)) {
                float[] g = FloatSamples.mixed(random, ROWS * cols + 3);
                float[] w = FloatSamples.mixed(random, cols + 2);
                float[] moments = FloatSamples.mixed(random, 2 * ROWS);
                parity.on("gradients of " + cols, x, g, w, moments)
                        .writes(2, ROWS * cols).writes(2, cols).writes(3, cols)
                        .by((kernels, out) -> kernels.layerNormGradient(
                                g, 1, x, 3, moments, 0, moments, ROWS, w, 1, out.floats(0), 2, out.floats(1), 2,
                                out.floats(2), 3, ROWS, cols, new float[NormKernels.SCRATCH]));
                parity.on("gradients of RMS norm of " + cols, x, g, w, moments)
                        .writes(2, ROWS * cols).writes(2, cols)
                        .by((kernels, out) -> kernels.rmsNormGradient(
                                g, 1, x, 3, moments, 0, w, 1, out.floats(0), 2, out.floats(1), 2, ROWS, cols,
                                new float[NormKernels.SCRATCH]));
            }
        }
    }

    @Test
    void rowsOfRmsNormHaveTheSameBits() {
        for (int cols : FloatSamples.SIZES) {
            for (int parameters = 0; cols > 0 && parameters < 2; parameters++) {
                for (float[] x : FloatSamples.various(random, ROWS * cols + 3)) {
                    float[] w = parameterIf(parameters > 0, cols);
                    parity.on("rows of " + cols + ", parameters: " + parameters, x)
                            .writes(2, ROWS * cols).writes(2, ROWS)
                            .by((kernels, out) -> kernels.rmsNorm(
                                    x, 3, w, 1, 1e-5f, out.floats(0), 2, out.floats(1), 2, ROWS, cols,
                                    new float[NormKernels.SCRATCH]));
                }
            }
        }
    }

    @Test
    void sumsOfProductsHaveTheSameBits() {
        for (int n : new int[] {0, 1, 5, 63, 64, 70, 128, 640, 677, ReduceKernels.CHUNK, 40_001}) {
            int chunk = Math.min(n, ReduceKernels.CHUNK);
            for (float[] x : FloatSamples.various(random, n + 3)) {
                for (float[] g : FloatSamples.various(random, n + 1)) {
                    parity.on("products of " + n, x, g).writes(0, 3).by((kernels, out) -> {
                        float[] scratch = new float[NormKernels.SCRATCH];
                        out.floats(0)[0] = kernels.sumOfSquares(x, 3, x[0], n, scratch);
                        kernels.sumsOfProducts(g, 1, x, 3, x[0], chunk, scratch);
                        out.floats(0)[1] = scratch[0];
                        out.floats(0)[2] = scratch[1];
                    });
                }
            }
        }
        float[] tiny = new float[64];
        Arrays.fill(tiny, -1e-30f);
        float[] small = new float[64];
        Arrays.fill(small, 1e-30f);
        assertThatFloats(parity.on("products that vanish", tiny, small).writes(0, 1).by((kernels, out) -> {
            float[] scratch = new float[NormKernels.SCRATCH];
            kernels.sumsOfProducts(tiny, 0, small, 0, 0f, 64, scratch);
            out.floats(0)[0] = scratch[1];
        }).floats(0)[0]).hasBitsOf(0f);
    }

    @Test
    void planesHaveTheSameBitsAndLeaveTheRestAlone() {
        for (int n : FloatSamples.SIZES) {
            int stride = n + 5;
            for (float[] x : FloatSamples.various(random, ROWS * stride + 3)) {
                float[] g = FloatSamples.various(random, ROWS * stride + 3)[random.nextInt(3)];
                float m = x[3];
                parity.on("planes of " + n, x, g).writesRows(2, stride, ROWS, n).writesRows(1, stride, ROWS, n)
                        .by((kernels, out) -> {
                            kernels.scalePlanes(x, 3, stride, ROWS, n, m, 0.3f, -0.7f, out.floats(0), 2);
                            kernels.combinePlanes(
                                    g, 1, x, 3, stride, ROWS, n, m, 0.3f, -0.7f, 1.3f, out.floats(1), 1);
                        });
            }
        }
    }

    @Test
    void columnsHaveTheSameBitsAndLeaveTheRestAlone() {
        for (int cols : FloatSamples.SIZES) {
            for (float[] x : FloatSamples.various(random, ROWS * cols + 3)) {
                float[] m = FloatSamples.mixed(random, cols);
                float[] k = FloatSamples.mixed(random, cols);
                float[] b = FloatSamples.mixed(random, cols);
                parity.on("columns: " + cols, x, m, k, b).writes(2, ROWS * cols)
                        .by((kernels, out) -> kernels.scaleColumns(x, 3, ROWS, cols, m, k, b, out.floats(0), 2));
            }
        }
    }

    private float @Nullable [] parameterIf(boolean given, int cols) {
        return given ? FloatSamples.mixed(random, cols + 2) : null;
    }
}

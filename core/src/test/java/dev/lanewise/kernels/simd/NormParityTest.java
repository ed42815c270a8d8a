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
                                    ROWS, cols));
                }
            }
        }
    }

    @Test
    void gradientsHaveTheSameBitsAndLeaveTheRestAlone() {
        for (int cols : FloatSamples.SIZES) {
            for (int parameters = 0; cols > 0 && parameters < 2; parameters++) {
                for (float[] x : FloatSamples.various(random, ROWS * cols + 3)) {
                    float[] g = FloatSamples.mixed(random, ROWS * cols + 3);
                    float[] w = parameterIf(parameters > 0, cols);
                    float[] moments = FloatSamples.mixed(random, 2 * ROWS);
                    parity.on("gradients of " + cols + ", parameters: " + parameters, x, g, moments)
                            .writes(2, ROWS * cols).writes(2, ROWS * cols)
                            .by((kernels, out) -> kernels.layerNormGradient(
                                    g, 1, x, 3, moments, 0, moments, ROWS, w, 1, out.floats(0), 2, out.floats(1), 2,
                                    ROWS, cols));
                }
            }
        }
    }

    @Test
    void rowsOfRmsNormAndTheirGradientsHaveTheSameBits() {
        for (int cols : FloatSamples.SIZES) {
            for (int parameters = 0; cols > 0 && parameters < 2; parameters++) {
                for (float[] x : FloatSamples.various(random, ROWS * cols + 3)) {
                    float[] w = parameterIf(parameters > 0, cols);
                    parity.on("rows of " + cols + ", parameters: " + parameters, x)
                            .writes(2, ROWS * cols).writes(2, ROWS)
                            .by((kernels, out) -> kernels.rmsNorm(
                                    x, 3, w, 1, 1e-5f, out.floats(0), 2, out.floats(1), 2, ROWS, cols));
                    float[] g = FloatSamples.mixed(random, ROWS * cols + 3);
                    float[] roots = FloatSamples.mixed(random, ROWS);
                    parity.on("gradients of " + cols + ", parameters: " + parameters, x, g, roots)
                            .writes(2, ROWS * cols).writes(2, ROWS * cols)
                            .by((kernels, out) -> kernels.rmsNormGradient(
                                    g, 1, x, 3, roots, 0, w, 1, out.floats(0), 2, out.floats(1), 2, ROWS, cols));
                }
            }
        }
    }

    @Test
    void sumsOfProductsHaveTheSameBits() {
        for (int n : new int[] {0, 64, 128, 640, ReduceKernels.CHUNK}) {
            for (float[] x : FloatSamples.various(random, n + 3)) {
                for (float[] g : FloatSamples.various(random, n + 1)) {
                    parity.on("products of " + n, x, g).writes(0, 2).by((kernels, out) -> {
                        out.floats(0)[0] = kernels.sumOfProducts(x, 3, x[0], x, 3, x[0], n);
                        out.floats(0)[1] = kernels.sumOfProducts(g, 1, 0f, x, 3, x[0], n);
                    });
                }
            }
        }
        float[] tiny = new float[64];
        Arrays.fill(tiny, -1e-30f);
        float[] small = new float[64];
        Arrays.fill(small, 1e-30f);
        assertThatFloats(parity.on("products that vanish", tiny, small).writes(0, 1)
                .by((kernels, out) -> out.floats(0)[0] = kernels.sumOfProducts(tiny, 0, 0f, small, 0, 0f, 64))
                .floats(0)[0]).hasBitsOf(0f);
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

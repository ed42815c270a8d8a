package dev.lanewise.kernels.simd;

import dev.lanewise.Parity;
import dev.lanewise.Seeds;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.KernelParity;
import dev.lanewise.kernels.NormKernels;
import dev.lanewise.kernels.scalar.ScalarNormKernels;
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
    void chunksHaveTheSameBitsAndLeaveTheRestAlone() {
        for (int n : FloatSamples.SIZES) {
            int stride = n + 5;
            for (float[] x : FloatSamples.various(random, ROWS * stride + 3)) {
                float[] g = FloatSamples.various(random, ROWS * stride + 3)[random.nextInt(3)];
                float m = x[3];
                String what = "chunks of " + ROWS + " times " + n;
                parity.on(what, x, g).writes(0, 3).by((kernels, out) -> {
                    out.floats(0)[0] = kernels.chunkSum(x, 3, stride, ROWS, n);
                    out.floats(0)[1] = kernels.chunkProducts(x, 3, m, x, 3, m, stride, ROWS, n);
                    out.floats(0)[2] = kernels.chunkProducts(g, 1, 0f, x, 3, m, stride, ROWS, n);
                });
                parity.on(what, x, g).writesRows(2, stride, ROWS, n).writesRows(1, stride, ROWS, n)
                        .by((kernels, out) -> {
                            kernels.scaleChunk(x, 3, stride, ROWS, n, m, 0.3f, -0.7f, out.floats(0), 2);
                            kernels.combineChunk(
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

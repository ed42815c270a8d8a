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

/** Layer normalisation: SIMD against scalar, bit for bit. */
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

    private float @Nullable [] parameterIf(boolean given, int cols) {
        return given ? FloatSamples.mixed(random, cols + 2) : null;
    }
}

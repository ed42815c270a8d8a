package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.FloatSamples.assertSameBits;

import dev.lanewise.Parity;
import dev.lanewise.kernels.ActivationKernels;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.scalar.ScalarActivationKernels;
import dev.lanewise.kernels.scalar.ScalarMapKernels;
import dev.lanewise.kernels.scalar.ScalarSoftmaxKernels;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Bias, activation and gradients: SIMD against scalar, bit for bit. */
@Parity
class ActivationParityTest {
    private static final Map<String, Function<ActivationKernels, ActivationKernels.Gradient>> GRADIENTS = Map.of(
            "relu", kernels -> kernels::reluGradient,
            "tanh", kernels -> kernels::tanhGradient,
            "sigmoid", kernels -> kernels::sigmoidGradient,
            "gelu", kernels -> kernels::geluGradient,
            "geluTanh", kernels -> kernels::geluTanhGradient,
            "silu", kernels -> kernels::siluGradient);

    private final SplittableRandom random = new SplittableRandom(31);
    private final ActivationKernels scalar = new ScalarActivationKernels();
    private final ActivationKernels simd = new SimdActivationKernels();

    @Test
    void gradientsHaveTheSameBitsAndLeaveTheRestAlone() {
        GRADIENTS.forEach((name, gradient) -> {
            for (int n : FloatSamples.SIZES) {
                for (int round = 0; round < 8; round++) {
                    float[] g = FloatSamples.mixed(random, n + 3);
                    float[] s = FloatSamples.mixed(random, n + 5);
                    float[] guard = FloatSamples.mixed(random, n + 9);
                    float[] expected = guard.clone();
                    float[] actual = guard.clone();
                    gradient.apply(scalar).run(g, 1, s, 3, expected, 2, n);
                    gradient.apply(simd).run(g, 1, s, 3, actual, 2, n);
                    assertSameBits(name + " of " + n, actual, expected);
                    System.arraycopy(guard, 2, actual, 2, n);
                    assertSameBits(name + " of " + n + ": outside", actual, guard);
                }
            }
        });
    }

    @Test
    void aBiasIsAddedToTheSameBitsAndLeavesTheRestAlone() {
        for (int rows : new int[] {0, 1, 3, 13}) {
            for (int cols : FloatSamples.SIZES) {
                int ldc = cols + 3;
                float[] bias = FloatSamples.mixed(random, cols + 4);
                float[] guard = FloatSamples.mixed(random, rows * ldc + 8);
                float[][] expected = {guard.clone(), guard.clone()};
                float[][] actual = {guard.clone(), guard.clone()};
                addBias(scalar, expected, ldc, rows, cols, bias);
                addBias(simd, actual, ldc, rows, cols, bias);
                for (int k = 0; k < 2; k++) {
                    String what = (k == 0 ? "bias on " : "bias and relu on ") + rows + " x " + cols;
                    assertSameBits(what, actual[k], expected[k]);
                    for (int i = 0; i < rows; i++) {
                        System.arraycopy(guard, 2 + i * ldc, actual[k], 2 + i * ldc, cols);
                    }
                    assertSameBits(what + ": outside", actual[k], guard);
                }
                new ScalarMapKernels().relu(expected[0], 0, expected[0], 0, guard.length);
                for (int i = 0; i < rows; i++) {
                    System.arraycopy(expected[0], 2 + i * ldc, guard, 2 + i * ldc, cols);
                }
                assertSameBits("relu after a bias on " + rows + " x " + cols, expected[1], guard);
            }
        }
    }

    private static void addBias(ActivationKernels kernels, float[][] c, int ldc, int rows, int cols, float[] bias) {
        kernels.addBias(c[0], 2, ldc, rows, cols, bias, 1);
        kernels.addBiasRelu(c[1], 2, ldc, rows, cols, bias, 1);
    }

    @Test
    void theGradientOfCrossEntropyHasTheSameBitsAndLeavesTheRestAlone() {
        int rows = 3;
        for (int cols = 1; cols <= 70; cols++) {
            int[] labels = {-1, random.nextInt(cols), random.nextInt(cols), random.nextInt(cols)};
            for (int step = 0; step < 2; step++) {
                float[] p = FloatSamples.mixed(random, rows * cols + 1);
                float[] grad = FloatSamples.mixed(random, rows + 2);
                float[] guard = FloatSamples.mixed(random, rows * cols + 7);
                float[] expected = guard.clone();
                float[] actual = guard.clone();
                new ScalarSoftmaxKernels()
                        .crossEntropyGradient(p, 1, labels, 1, grad, 2, step, expected, 5, rows, cols);
                new SimdSoftmaxKernels().crossEntropyGradient(p, 1, labels, 1, grad, 2, step, actual, 5, rows, cols);
                assertSameBits("gradient of " + cols, actual, expected);
                System.arraycopy(guard, 5, actual, 5, rows * cols);
                assertSameBits("gradient of " + cols + ": outside", actual, guard);
            }
        }
    }
}

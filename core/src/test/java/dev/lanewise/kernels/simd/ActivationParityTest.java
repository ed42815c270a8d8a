package dev.lanewise.kernels.simd;

import static dev.lanewise.TensorAssert.assertThatFloats;

import dev.lanewise.Parity;
import dev.lanewise.Seeds;
import dev.lanewise.kernels.ActivationKernels;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.KernelParity;
import dev.lanewise.kernels.SoftmaxKernels;
import dev.lanewise.kernels.scalar.ScalarActivationKernels;
import dev.lanewise.kernels.scalar.ScalarMapKernels;
import dev.lanewise.kernels.scalar.ScalarSoftmaxKernels;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bias, activation and gradients: SIMD against scalar, bit for bit. */
@Parity
@Tag("quick")
class ActivationParityTest {
    private static final Map<String, Function<ActivationKernels, ActivationKernels.Gradient>> GRADIENTS = Map.of(
            "relu", kernels -> kernels::reluGradient,
            "tanh", kernels -> kernels::tanhGradient,
            "sigmoid", kernels -> kernels::sigmoidGradient,
            "gelu", kernels -> kernels::geluGradient,
            "geluTanh", kernels -> kernels::geluTanhGradient,
            "silu", kernels -> kernels::siluGradient);

    private final SplittableRandom random = Seeds.random(31);
    private final KernelParity<ActivationKernels> parity = new KernelParity<>(
            new ScalarActivationKernels(), new SimdActivationKernels(), random);

    @Test
    void gradientsHaveTheSameBitsAndLeaveTheRestAlone() {
        GRADIENTS.forEach((name, gradient) -> {
            for (int n : FloatSamples.SIZES) {
                for (int round = 0; round < 8; round++) {
                    float[] g = FloatSamples.mixed(random, n + 3);
                    float[] s = FloatSamples.mixed(random, n + 5);
                    parity.on(name + " of " + n, g, s).writes(2, n)
                            .by((kernels, out) -> gradient.apply(kernels).run(g, 1, s, 3, out.floats(0), 2, n));
                }
            }
        });
    }

    @Test
    void aBiasIsAddedToTheSameBitsAndLeavesTheRestAlone() {
        for (int rows : new int[] {0, 1, 3, 13}) {
            for (int cols : FloatSamples.SIZES) {
                int ldc = cols + 3;
                String size = rows + " x " + cols;
                float[] bias = FloatSamples.mixed(random, cols + 4);
                float[] before = FloatSamples.mixed(random, rows * ldc + 8);
                float[] added = parity.on("bias on " + size, bias).changesRows(before, 2, ldc, rows, cols)
                        .by((kernels, out) -> kernels.addBias(out.floats(0), 2, ldc, rows, cols, bias, 1)).floats(0);
                float[] bent = parity.on("bias and relu on " + size, bias).changesRows(before, 2, ldc, rows, cols)
                        .by((kernels, out) -> kernels.addBiasRelu(out.floats(0), 2, ldc, rows, cols, bias, 1))
                        .floats(0);
                for (int row = 0; row < rows; row++) {
                    new ScalarMapKernels().relu(added, 2 + row * ldc, added, 2 + row * ldc, cols);
                }
                assertThatFloats(bent).as("relu after a bias on " + size).hasBitsOf(added);
            }
        }
    }

    @Test
    void theGradientOfCrossEntropyHasTheSameBitsAndLeavesTheRestAlone() {
        KernelParity<SoftmaxKernels> softmax = new KernelParity<>(
                new ScalarSoftmaxKernels(), new SimdSoftmaxKernels(), random);
        int rows = 3;
        for (int cols = 1; cols <= 70; cols++) {
            int n = cols;
            int[] labels = {-1, random.nextInt(cols), random.nextInt(cols), random.nextInt(cols)};
            for (int step : new int[] {0, 1}) {
                float[] p = FloatSamples.mixed(random, rows * cols + 1);
                float[] grad = FloatSamples.mixed(random, rows + 2);
                softmax.on("gradient of " + cols, p, grad).writes(5, rows * cols)
                        .by((kernels, out) -> kernels.crossEntropyGradient(
                                p, 1, labels, 1, labels[n % 4], grad, 2, step, out.floats(0), 5, rows, n));
            }
        }
    }
}

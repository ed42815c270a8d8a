package dev.lanewise.kernels.drivers;

import static dev.lanewise.TensorAssert.assertThatFloats;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.Parity;
import dev.lanewise.Seeds;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.KernelParity;
import dev.lanewise.kernels.RandomKernels;
import dev.lanewise.kernels.scalar.ScalarRandomKernels;
import dev.lanewise.kernels.simd.SimdRandomKernels;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Parity
class DrawsTest {
    private static final int N = 200_000;

    static RandomKernels[] kernels() {
        return new RandomKernels[] {new ScalarRandomKernels(), new SimdRandomKernels()};
    }

    @Test
    void scalarAndSimdDrawTheSameNumbers() {
        KernelParity<RandomKernels> parity = new KernelParity<>(
                new ScalarRandomKernels(), new SimdRandomKernels(), Seeds.random(1));
        for (long index : new long[] {0, 1, 2, 3, 17, (1L << 34) - 6}) {
            for (int n : FloatSamples.SIZES) {
                parity.on(n + " numbers from " + index).writes(2, n).writes(2, n).by((kernels, out) -> {
                    kernels.uniform(-9, 1L << 50, index, out.floats(0), 2, n);
                    kernels.normal(-9, -1, index, out.floats(1), 2, n);
                });
            }
        }
    }

    @Test
    void scalarAndSimdDropTheSameElements() {
        KernelParity<RandomKernels> parity = new KernelParity<>(
                new ScalarRandomKernels(), new SimdRandomKernels(), Seeds.random(2));
        for (float p : new float[] {0, 0.3f, 1}) {
            for (int n : FloatSamples.SIZES) {
                float[] x = FloatSamples.mixed(Seeds.random(n), n + 1);
                parity.on(n + " elements with " + p, x).writes(2, n).writesBooleans(3, n).by((kernels, out) -> kernels
                        .dropout(5, -6, 7, p, 1.5f, x, 1, out.floats(0), 2, out.booleans(1), 3, n));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void anyPartOfADrawIsTheDrawOfThatPart(RandomKernels kernels) {
        float[] uniform = new float[40_000];
        float[] normal = new float[40_000];
        Draws.uniform(kernels, 1, 2, 100, uniform, 0, uniform.length);
        Draws.normal(kernels, 1, 2, 100, normal, 0, normal.length);
        for (int from : new int[] {0, 1, 2, 3, 5, 16_383, 16_385, 30_001}) {
            for (int n : new int[] {1, 4, 67, 9_999}) {
                float[] part = new float[n];
                Draws.uniform(kernels, 1, 2, 100 + from, part, 0, n);
                assertThatFloats(part).as("uniform").hasBitsOf(Arrays.copyOfRange(uniform, from, from + n));
                Draws.normal(kernels, 1, 2, 100 + from, part, 0, n);
                assertThatFloats(part).as("normal").hasBitsOf(Arrays.copyOfRange(normal, from, from + n));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void uniformNumbersFillTheUnitIntervalEvenly(RandomKernels kernels) {
        float[] x = new float[N];
        Draws.uniform(kernels, 2024, 0, 0, x, 0, N);
        double sum = 0;
        double squares = 0;
        for (float u : x) {
            assertThat(u).isGreaterThanOrEqualTo(0f).isLessThan(1f);
            sum += u;
            squares += (double) u * u;
        }
        double mean = sum / N;
        assertThat(mean).isCloseTo(0.5, within(4 * Math.sqrt(1.0 / 12 / N)));
        assertThat(squares / N - mean * mean).isCloseTo(1.0 / 12, within(4 * Math.sqrt(1.0 / 180 / N)));
        Arrays.sort(x);
        double distance = 0;
        for (int i = 0; i < N; i++) {
            distance = Math.max(distance, Math.max((i + 1.0) / N - x[i], x[i] - (double) i / N));
        }
        // Kolmogorov and Smirnov: exceeded once in a thousand
        assertThat(distance * Math.sqrt(N)).isLessThan(1.95);
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void normalNumbersHaveTheMomentsOfTheDistribution(RandomKernels kernels) {
        float[] x = new float[N];
        Draws.normal(kernels, 2025, 7, 0, x, 0, N);
        double sum = 0;
        double squares = 0;
        double fourth = 0;
        for (float z : x) {
            sum += z;
            squares += (double) z * z;
            fourth += Math.pow(z, 4);
        }
        assertThat(sum / N).isCloseTo(0, within(4 / Math.sqrt(N)));
        assertThat(squares / N).isCloseTo(1, within(4 * Math.sqrt(2.0 / N)));
        assertThat(fourth / N).isCloseTo(3, within(4 * Math.sqrt(96.0 / N)));
    }
}

package dev.lanewise.kernels.drivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.Parity;
import dev.lanewise.Seeds;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.KernelParity;
import dev.lanewise.kernels.OptimizerKernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.scalar.ScalarOptimizerKernels;
import dev.lanewise.kernels.simd.SimdOptimizerKernels;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Parity
@Tag("quick")
class UpdatesTest {
    private static final int[] SIZES = {0, 1, 3, 4, 7, 8, 15, 16, 17, 63, 64, 65, 1000, 16_383, 40_007};
    private static final int STEPS = 20;

    private final SplittableRandom random = Seeds.random(41);
    private final KernelParity<OptimizerKernels> parity = new KernelParity<>(
            new ScalarOptimizerKernels(), new SimdOptimizerKernels(), random);

    /** Applies one step to four arrays: parameter, and up to three of state. */
    @FunctionalInterface
    private interface Step {
        void apply(OptimizerKernels kernels, float[] p, float[] g, float[] s1, float[] s2, float[] s3, int n);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-3, 0.4999, 0.5, 0.9, 1})
    void averagesGiveTheSameBits(double weight) {
        assertParity((kernels, a, p, _, _, _, n) -> kernels.average(a, 3, p, 1, n, weight));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, false, false", "0, 0, 0.01, false, false", "0.9, 0, 0, false, true", "0.9, 0.1, 0.01, false, false",
        "0.9, 0, 0.01, true, false"
    })
    void sgdGivesTheSameBits(double momentum, double dampening, double decay, boolean nesterov, boolean first) {
        assertParity((kernels, p, g, v, _, _, n) -> kernels.sgd(
                p, 3, g, 1, v, 2, n, 0.05, momentum, dampening, decay, nesterov, first));
    }

    @ParameterizedTest
    @CsvSource({"0, false", "0.01, false", "0.01, true"})
    void adamGivesTheSameBits(double decay, boolean decoupled) {
        assertParity((kernels, p, g, m, v, _, n) -> kernels.adam(
                p, 3, g, 1, m, 2, v, 4, n, 0.01, 0.07, 0.1, 0.9, 0.999, 1e-8, decay, decoupled));
    }

    @ParameterizedTest
    @CsvSource({"0, 0, false", "0.01, 0, true", "0, 0.9, false", "0.01, 0.9, true"})
    void rmspropGivesTheSameBits(double decay, double momentum, boolean centered) {
        assertParity((kernels, p, g, s, a, b, n) -> kernels.rmsprop(
                p, 3, g, 1, s, 2, a, 4, b, 0, n, 0.01, 0.99, 1e-8, decay, momentum, centered));
    }

    private void assertParity(Step step) {
        int[] offsets = {3, 1, 2, 4, 0};
        for (int n : SIZES) {
            for (boolean special : new boolean[] {false, true}) {
                KernelParity<OptimizerKernels>.Case parity = this.parity.on((special ? "any " : "ordinary ") + n);
                for (int k = 0; k < offsets.length; k++) {
                    float[] before = special
                            ? FloatSamples.mixed(random, n + 9)
                            : FloatSamples.ordinary(random, n + 9);
                    for (int i = 0; k > 1 && i < before.length; i++) {
                        before[i] = Math.abs(before[i]);
                    }
                    parity.changes(before, offsets[k], k == 1 ? 0 : n);
                }
                parity.by((kernels, out) -> step.apply(
                        kernels, out.floats(0), out.floats(1), out.floats(2), out.floats(3), out.floats(4), n));
            }
        }
    }

    @Test
    void oneStepOfEachFollowsItsFormulaToTheBit() {
        float p = 0.3f;
        float g = -1.7f;
        float decay = 0.1f;
        float d = Math.fma(decay, p, g);
        float take = (float) (1 - 0.9);
        OptimizerKernels kernels = new ScalarOptimizerKernels();

        float[] x = {p};
        float[] v = {0.2f};
        kernels.sgd(x, 0, new float[] {g}, 0, v, 0, 1, 0.05, 0.9, 0.9, 0.1, true, false);
        float velocity = Math.fma(0.9f, 0.2f, take * d);
        assertThat(v[0]).isEqualTo(velocity);
        assertThat(x[0]).isEqualTo(Math.fma(-0.05f, Math.fma(0.9f, velocity, d), p));

        x[0] = p;
        v[0] = 0.2f;
        float[] m = {0.4f};
        kernels.adam(x, 0, new float[] {g}, 0, m, 0, v, 0, 1, 0.01, 0.02, 0.3, 0.9, 0.9, 1e-3, 0.1, false);
        float mean = Math.fma(0.9f, 0.4f, take * d);
        float square = Math.fma(take * d, d, 0.9f * 0.2f);
        float denominator = Math.fma((float) (1 / 0.3), (float) Math.sqrt(square), 1e-3f);
        assertThat(m[0]).isEqualTo(mean);
        assertThat(v[0]).isEqualTo(square);
        assertThat(x[0]).isEqualTo(Math.fma(-0.02f, mean / denominator, p));

        x[0] = p;
        v[0] = 1.2f;
        m[0] = 0.4f;
        float[] b = {0.5f};
        kernels.rmsprop(x, 0, new float[] {g}, 0, v, 0, m, 0, b, 0, 1, 0.01, 0.9, 1e-3, 0.1, 0.9, true);
        square = Math.fma(take * d, d, 0.9f * 1.2f);
        float variance = Math.fma(-mean, mean, square);
        float u = Math.fma(0.9f, 0.5f, d / ((float) Math.sqrt(variance) + 1e-3f));
        assertThat(new float[] {v[0], m[0], b[0]}).containsExactly(square, mean, u);
        assertThat(x[0]).isEqualTo(Math.fma(-0.01f, u, p));
    }

    @Test
    void sgdWithMomentumStaysCloseToDoublePrecision() {
        float[] x = {1.5f};
        float[] v = {Float.NaN};
        double p = 1.5;
        double velocity = 0;
        for (int t = 1; t <= STEPS; t++) {
            float g = gradient(x[0], t);
            double d = gradient((float) p, t) + 0.01 * p;
            velocity = t == 1 ? d : 0.9 * velocity + d;
            p -= 0.05 * (d + 0.9 * velocity);
            new ScalarOptimizerKernels()
                    .sgd(x, 0, new float[] {g}, 0, v, 0, 1, 0.05, 0.9, 0, 0.01, true, t == 1);
        }
        assertThat((double) x[0]).isCloseTo(p, within(1e-5));
    }

    @Test
    void adamAndAdamWStayCloseToDoublePrecision() {
        for (boolean decoupled : new boolean[] {false, true}) {
            float[] x = {1.5f};
            float[] m = {0};
            float[] v = {0};
            double p = 1.5;
            double mean = 0;
            double square = 0;
            for (int t = 1; t <= STEPS; t++) {
                double correction1 = 1 - Math.pow(0.9, t);
                double root = Math.sqrt(1 - Math.pow(0.999, t));
                float g = gradient(x[0], t);
                double d = gradient((float) p, t);
                if (decoupled) {
                    p -= 0.02 * 0.1 * p;
                } else {
                    d += 0.1 * p;
                }
                mean = 0.9 * mean + 0.1 * d;
                square = 0.999 * square + 0.001 * d * d;
                p -= 0.02 / correction1 * mean / (Math.sqrt(square) / root + 1e-8);
                new ScalarOptimizerKernels()
                        .adam(
                                x, 0, new float[] {g}, 0, m, 0, v, 0, 1, 0.02, 0.02 / correction1, root, 0.9, 0.999,
                                1e-8, 0.1, decoupled);
            }
            assertThat((double) x[0]).isCloseTo(p, within(1e-5));
        }
    }

    @Test
    void rmspropStaysCloseToDoublePrecision() {
        float[] x = {1.5f};
        float[][] state = new float[3][1];
        double p = 1.5;
        double s = 0;
        double a = 0;
        double b = 0;
        for (int t = 1; t <= STEPS; t++) {
            float g = gradient(x[0], t);
            double d = gradient((float) p, t);
            s = 0.9 * s + 0.1 * d * d;
            a = 0.9 * a + 0.1 * d;
            b = 0.5 * b + d / (Math.sqrt(s - a * a) + 1e-8);
            p -= 0.01 * b;
            new ScalarOptimizerKernels()
                    .rmsprop(
                            x, 0, new float[] {g}, 0, state[0], 0, state[1], 0, state[2], 0, 1, 0.01, 0.9, 1e-8, 0,
                            0.5, true);
        }
        assertThat((double) x[0]).isCloseTo(p, within(1e-5));
    }

    @Test
    void aSteadyGradientDoesNotTurnCenteredRmspropIntoNaN() {
        int n = 45;
        float[] g = new float[n];
        for (int i = 0; i < n; i++) {
            g[i] = 0.1f + i * 0.037f;
        }
        for (OptimizerKernels kernels : kernels()) {
            float[] x = new float[n];
            float[] s = new float[n];
            float[] a = new float[n];
            for (int t = 0; t < 100; t++) {
                kernels.rmsprop(x, 0, g, 0, s, 0, a, 0, g, 0, n, 1e-3, 0.5, 1e-8, 0, 0, true);
            }
            for (float value : x) {
                assertThat(value).isFinite();
            }
        }
    }

    @Test
    void stateOfAnOptionThatIsOffIsNotTouched() {
        float[] none = {};
        for (OptimizerKernels kernels : kernels()) {
            float[] p = FloatSamples.ordinary(random, 50);
            kernels.sgd(p, 0, FloatSamples.ordinary(random, 50), 0, none, 0, 50, 0.1, 0, 0, 0, false, false);
            kernels.rmsprop(p, 0, FloatSamples.ordinary(random, 50), 0, new float[50], 0, none, 0, none, 0, 50, 0.1,
                    0.9, 1e-8, 0, 0, false);
            assertThat(p).doesNotContain(Float.NaN);
        }
    }

    @Test
    void tensorsAreCutAsIfTheyLayOneBehindTheOther() {
        int[] sizes = {3, 0, 40_000, 1, 20_000, 0};
        for (int count = 0; count <= sizes.length; count++) {
            AtomicIntegerArray seen = new AtomicIntegerArray(70_000);
            AtomicInteger longest = new AtomicInteger();
            Updates.forEach(count, tensor -> sizes[tensor], (tensor, from, to) -> {
                assertThat(from).isBetween(0, to - 1);
                assertThat(to).isLessThanOrEqualTo(sizes[tensor]);
                longest.accumulateAndGet(to - from, Math::max);
                int start = Arrays.stream(sizes, 0, tensor).sum();
                for (int i = from; i < to; i++) {
                    seen.incrementAndGet(start + i);
                }
            });
            int total = Arrays.stream(sizes, 0, count).sum();
            for (int i = 0; i < seen.length(); i++) {
                assertThat(seen.get(i)).isEqualTo(i < total ? 1 : 0);
            }
            assertThat(longest.get()).isLessThanOrEqualTo(Thresholds.GRAIN);
        }
    }

    private static OptimizerKernels[] kernels() {
        return new OptimizerKernels[] {new ScalarOptimizerKernels(), new SimdOptimizerKernels()};
    }

    /** A gradient with some noise that depends on the step alone. */
    private static float gradient(float p, int t) {
        return 2 * p + (float) Math.sin(3 * t);
    }
}

package dev.lanewise.kernels.simd;

import dev.lanewise.Parity;
import dev.lanewise.Seeds;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.KernelParity;
import dev.lanewise.kernels.RecurrentKernels;
import dev.lanewise.kernels.scalar.ScalarRecurrentKernels;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Steps of recurrences: SIMD against scalar, bit for bit. */
@Parity
@Tag("quick")
class RecurrentParityTest {
    private static final int ROWS = 3;
    private static final int[] UNITS = {1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 64, 70};

    private final SplittableRandom random = Seeds.random(172);
    private final KernelParity<RecurrentKernels> parity = new KernelParity<>(
            new ScalarRecurrentKernels(), new SimdRecurrentKernels(), random);

    @Test
    void activationsOfSumsHaveTheSameBitsAndLeaveTheRestAlone() {
        for (int n : FloatSamples.SIZES) {
            for (float[] x : FloatSamples.various(random, n + 3)) {
                float[] s = FloatSamples.mixed(random, n + 2);
                parity.on("tanh of " + n, x, s).writes(2, n)
                        .by((kernels, out) -> kernels.tanh(x, 3, s, 1, out.floats(0), 2, n));
                parity.on("relu of " + n, x, s).writes(2, n)
                        .by((kernels, out) -> kernels.relu(x, 3, s, 1, out.floats(0), 2, n));
            }
        }
    }

    @Test
    void anLstmHasTheSameBitsAndLeavesTheRestAlone() {
        for (int units : UNITS) {
            int n = ROWS * units;
            for (float[] x : FloatSamples.various(random, 4 * n + 3)) {
                float[] s = FloatSamples.mixed(random, 4 * n + 2);
                float[] c = FloatSamples.mixed(random, n + 1);
                parity.on("lstm of " + units, x, s, c).writes(2, 4 * n).writes(1, n).writes(3, n)
                        .by((kernels, out) -> kernels.lstm(
                                ROWS, units, x, 3, s, 2, c, 1, out.floats(0), 2, out.floats(1), 1, out.floats(2), 3));
                parity.on("lstm of " + units + " in the place of x", s, c).changes(x, 3, 4 * n).writes(1, n)
                        .writes(3, n)
                        .by((kernels, out) -> kernels.lstm(
                                ROWS, units, out.floats(0), 3, s, 2, c, 1, out.floats(0), 3, out.floats(1), 1,
                                out.floats(2), 3));
            }
        }
    }

    @Test
    void gradientsOfAnLstmHaveTheSameBitsAndLeaveTheRestAlone() {
        for (int units : UNITS) {
            int n = ROWS * units;
            for (float[] gates : FloatSamples.various(random, 4 * n + 3)) {
                float[] before = FloatSamples.mixed(random, n + 2);
                float[] cell = FloatSamples.mixed(random, n + 1);
                float[] dh = FloatSamples.mixed(random, n + 4);
                float[] dc = FloatSamples.mixed(random, n + 3);
                parity.on("gradient of lstm of " + units, gates, before, cell, dh).changes(dc, 3, n).writes(2, 4 * n)
                        .by((kernels, out) -> kernels.lstmGradient(
                                ROWS, units, gates, 3, before, 2, cell, 1, dh, 4, out.floats(0), 3, out.floats(1),
                                2));
                parity.on("gradient of lstm of " + units + " in the place of the gates", before, cell, dh)
                        .changes(dc, 3, n).changes(gates, 3, 4 * n)
                        .by((kernels, out) -> kernels.lstmGradient(
                                ROWS, units, out.floats(1), 3, before, 2, cell, 1, dh, 4, out.floats(0), 3,
                                out.floats(1), 3));
            }
        }
    }

    @Test
    void aGruHasTheSameBitsAndLeavesTheRestAlone() {
        for (int units : UNITS) {
            int n = ROWS * units;
            for (float[] x : FloatSamples.various(random, 3 * n + 3)) {
                float[] s = FloatSamples.mixed(random, 3 * n + 2);
                float[] h = FloatSamples.mixed(random, n + 1);
                parity.on("gru of " + units, x, s, h).writes(2, 3 * n).writes(1, n).writes(3, n)
                        .by((kernels, out) -> kernels.gru(
                                ROWS, units, x, 3, s, 2, h, 1, out.floats(0), 2, out.floats(1), 1, out.floats(2), 3));
                parity.on("gru of " + units + " in the place of x", s, h).changes(x, 3, 3 * n).writes(1, n)
                        .writes(3, n)
                        .by((kernels, out) -> kernels.gru(
                                ROWS, units, out.floats(0), 3, s, 2, h, 1, out.floats(0), 3, out.floats(1), 1,
                                out.floats(2), 3));
            }
        }
    }

    @Test
    void gradientsOfAGruHaveTheSameBitsAndLeaveTheRestAlone() {
        for (int units : UNITS) {
            int n = ROWS * units;
            for (float[] gates : FloatSamples.various(random, 3 * n + 3)) {
                float[] part = FloatSamples.mixed(random, n + 2);
                float[] before = FloatSamples.mixed(random, n + 1);
                float[] dh = FloatSamples.mixed(random, n + 4);
                parity.on("gradient of gru of " + units, gates, part, before).changes(dh, 4, n).writes(2, 3 * n)
                        .writes(1, 3 * n)
                        .by((kernels, out) -> kernels.gruGradient(
                                ROWS, units, gates, 3, part, 2, before, 1, out.floats(0), 4, out.floats(1), 2,
                                out.floats(2), 1));
                parity.on("gradient of gru of " + units + " in the place of the gates", part, before)
                        .changes(dh, 4, n).changes(gates, 3, 3 * n).writes(1, 3 * n)
                        .by((kernels, out) -> kernels.gruGradient(
                                ROWS, units, out.floats(1), 3, part, 2, before, 1, out.floats(0), 4, out.floats(1),
                                3, out.floats(2), 1));
            }
        }
    }
}

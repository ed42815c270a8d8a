package dev.lanewise.kernels.simd;

import dev.lanewise.Parity;
import dev.lanewise.Seeds;
import dev.lanewise.kernels.AttentionKernels;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.KernelParity;
import dev.lanewise.kernels.scalar.ScalarAttentionKernels;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows of attention: SIMD against scalar, bit for bit. */
@Parity
@Tag("quick")
class AttentionKernelsParityTest {
    private static final int ROWS = 5;
    private static final int[] COLS = {1, 2, 15, 16, 17, 31, 32, 33, 48, 63, 64, 65, 100, 130, 200};

    private final SplittableRandom random = Seeds.random(31);
    private final KernelParity<AttentionKernels> parity = new KernelParity<>(
            new ScalarAttentionKernels(), new SimdAttentionKernels(), random);

    private int[] counts(int cols) {
        int[] counts = new int[ROWS];
        for (int i = 0; i < ROWS; i++) {
            counts[i] = i == 0 ? cols : random.nextInt(cols + 1);
        }
        return counts;
    }

    @Test
    void weightsHaveTheSameBits() {
        for (int cols : COLS) {
            int ld = cols + 3;
            for (float[] x : FloatSamples.various(random, 25 + ROWS * ld)) {
                int[] counts = counts(cols);
                for (boolean masked : new boolean[] {false, true}) {
                    parity.on("weights of " + cols).changesRows(x, 2, ld, ROWS, cols)
                            .by((kernels, out) -> kernels.weights(
                                    out.floats(0), 2, ld, ROWS, cols, counts, 0.37f, null, 0, 0, 0, null, 0, 0, 0,
                                    masked));
                }
            }
        }
    }

    @Test
    void masksHaveTheSameBits() {
        for (int cols : COLS) {
            int ld = cols + 3;
            for (float[] bias : FloatSamples.various(random, 1 + ROWS * cols)) {
                float[] x = FloatSamples.ordinary(random, 25 + ROWS * ld);
                int[] counts = counts(cols);
                boolean[] allowed = new boolean[1 + ROWS * cols];
                for (int i = 0; i < allowed.length; i++) {
                    allowed[i] = random.nextInt(3) > 0;
                }
                Arrays.fill(allowed, 1 + cols, 1 + 2 * cols, false);
                for (int key = 0; key <= 1; key++) {
                    int step = key;
                    int row = key == 0 ? 1 : cols;
                    parity.on("bias of " + cols, bias).changesRows(x, 2, ld, ROWS, cols)
                            .by((kernels, out) -> kernels.weights(
                                    out.floats(0), 2, ld, ROWS, cols, counts, 0.5f, bias, 1, row, step, null, 0, 0, 0,
                                    true));
                    parity.on("mask of " + cols).changesRows(x, 2, ld, ROWS, cols).by((kernels, out) -> kernels.weights(
                            out.floats(0), 2, ld, ROWS, cols, counts, 0.5f, null, 0, 0, 0, allowed, 1, row, step,
                            true));
                    parity.on("both of " + cols, bias).changesRows(x, 2, ld, ROWS, cols)
                            .by((kernels, out) -> kernels.weights(
                                    out.floats(0), 2, ld, ROWS, cols, counts, 0.5f, bias, 1, row, step, allowed, 1, row,
                                    step,
                                    true));
                }
            }
        }
    }

    @Test
    void slopesHaveTheSameBits() {
        for (int cols : COLS) {
            int ld = cols + 3;
            for (float[] p : FloatSamples.various(random, 25 + ROWS * ld)) {
                float[] g = FloatSamples.ordinary(random, 25 + ROWS * ld);
                int[] counts = counts(cols);
                parity.on("slopes of " + cols, p).changesRows(g, 2, ld, ROWS, cols).by((kernels, out) -> kernels.slopes(
                        p, 0, out.floats(0), 2, ld, ROWS, cols, counts, 0.3f));
            }
        }
    }
}

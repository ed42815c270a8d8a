package dev.lanewise.kernels.simd;

import dev.lanewise.Parity;
import dev.lanewise.Seeds;
import dev.lanewise.kernels.CellKernels;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.KernelParity;
import dev.lanewise.kernels.scalar.ScalarCellKernels;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Convolutions in cells: SIMD against scalar, bit for bit. */
@Parity
@Tag("quick")
class CellParityTest {
    private static final int LANES = new SimdCellKernels().lanes();
    private static final int ROWS = 3;

    /** Passes of every length, alone and with others. */
    private static final int[] TAPS = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 25, 31, 49};

    private final SplittableRandom random = Seeds.random(53);
    private final KernelParity<CellKernels> parity = new KernelParity<>(
            new ScalarCellKernels(LANES), new SimdCellKernels(), random);

    /** Where taps read: in rows of so many adjacent cells; 1 for any places. */
    private int[] table(int taps, int adjacent) {
        int[] table = new int[taps + 2];
        for (int t = 0; t < taps; t++) {
            table[t + 2] = (adjacent == 1 ? random.nextInt(60) : t / adjacent * 13 + t % adjacent) * LANES;
        }
        return table;
    }

    @Test
    void sumsOverTapsHaveTheSameBitsAndLeaveTheRestAlone() {
        for (int taps : TAPS) {
            for (int cols : new int[] {1, 2, 5, 7, 16, 33}) {
                for (int right = 1; right <= 2; right++) {
                    for (int apart = 1; apart <= 2; apart++) {
                        convolve(taps, cols, right * LANES, apart * LANES);
                    }
                }
            }
        }
    }

    private void convolve(int taps, int cols, int right, int apart) {
        int[] table = table(taps, 1 + random.nextInt(9));
        int down = 3 * LANES;
        int yDown = cols * apart + 2 * LANES;
        for (float[] x : FloatSamples.various(random, (700 + 2 * cols) * LANES)) {
            float[] w = FloatSamples.ordinary(random, 1 + taps * LANES);
            parity.on(taps + " taps of " + cols + " columns, " + right + " and " + apart + " apart", x, w)
                    .writes(2, ROWS * yDown)
                    .by((kernels, out) -> kernels.convolve(
                            ROWS, cols, taps, x, 3, down, right, table, 2, w, 1, out.floats(0), 2, yDown, apart));
        }
    }

    @Test
    void sumsOverPositionsHaveTheSameBitsAndLeaveTheRestAlone() {
        for (int taps : TAPS) {
            for (int cols : new int[] {1, 2, 7, 33}) {
                for (int adjacent : new int[] {1, 2, 3, 5, 7, 8, 9, 11, 49}) {
                    accumulate(taps, cols, table(taps, adjacent), LANES);
                }
                accumulate(taps, cols, table(taps, 3), 2 * LANES);
            }
        }
    }

    private void accumulate(int taps, int cols, int[] table, int right) {
        int down = 70 * LANES;
        float[] g = FloatSamples.ordinary(random, 1 + ROWS * cols * LANES);
        float[] before = FloatSamples.ordinary(random, 2 + taps * LANES + 9);
        for (float[] x : FloatSamples.various(random, 1000 * LANES)) {
            parity.on("sums of " + taps + " taps over " + cols + " columns, " + right + " apart", x, g)
                    .changes(before, 2, taps * LANES)
                    .by((kernels, out) -> kernels.accumulate(
                            ROWS, cols, taps, g, 1, x, 3, down, right, table, 2, out.floats(0), 2));
        }
    }
}

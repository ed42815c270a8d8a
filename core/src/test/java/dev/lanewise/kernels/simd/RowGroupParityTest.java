package dev.lanewise.kernels.simd;

import dev.lanewise.Parity;
import dev.lanewise.Seeds;
import dev.lanewise.kernels.FloatSamples;
import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.KernelParity;
import dev.lanewise.kernels.RowGroupKernels;
import dev.lanewise.kernels.scalar.ScalarRowGroupKernels;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Groups of rows: SIMD against scalar, bit for bit. */
@Parity
@Tag("quick")
class RowGroupParityTest {
    private static final int TABLE = 7;
    private static final int OFFSET = 3;

    private final SplittableRandom random = Seeds.random(77);
    private final KernelParity<RowGroupKernels> parity = new KernelParity<>(
            new ScalarRowGroupKernels(), new SimdRowGroupKernels(), random);

    /** Empty groups alone, together, first and last. */
    private static final int[] SHORT = {0, 0, 1, 1, 1, 4, 6, 6};

    /** Around the length of a chain. */
    private static final int[] LONG = {0, GemmKernels.CHAIN, 2 * GemmKernels.CHAIN + 1, 2 * GemmKernels.CHAIN + 1,
        5 * GemmKernels.CHAIN + 700};

    @Test
    void sumsAndMaximaHaveTheSameBitsAndLeaveTheRestAlone() {
        for (int cols : FloatSamples.SIZES) {
            for (int stride : new int[] {cols, cols + 5}) {
                for (float[] x : FloatSamples.various(random, 2 + TABLE * stride)) {
                    check(SHORT, x, stride, cols);
                }
            }
        }
    }

    @Test
    void longGroupsAreSummedInTheSameChains() {
        for (int cols : new int[] {1, 5, 16, 17, 64, 70}) {
            check(LONG, FloatSamples.ordinary(random, 2 + TABLE * cols), cols, cols);
        }
    }

    private void check(int[] starts, float[] x, int stride, int cols) {
        int groups = starts.length - 1;
        int n = starts[groups];
        int[] rows = random.ints(n, 0, TABLE).toArray();
        float[] factors = FloatSamples.ordinary(random, n + 1);
        String what = groups + " groups of " + cols + " columns, " + stride + " apart";
        for (int from : new int[] {0, 1}) {
            int first = OFFSET + from * stride;
            parity.on("sums of " + what, x).writesRows(first, stride, groups - from, cols)
                    .by((kernels, out) -> kernels.sum(
                            x, 2, stride, rows, starts, from, groups, cols, out.floats(0), OFFSET));
            parity.on("weighted sums of " + what, x, factors).writesRows(first, stride, groups - from, cols)
                    .by((kernels, out) -> kernels.weightedSum(
                            x, 2, stride, rows, factors, 1, starts, from, groups, cols, out.floats(0), OFFSET));
            parity.on("maxima of " + what, x).writesRows(first, stride, groups - from, cols)
                    .writes(0, OFFSET + groups * stride + cols).by((kernels, out) -> {
                        int[] places = new int[OFFSET + groups * stride + cols];
                        Arrays.fill(places, -7);
                        kernels.max(
                                x, 2, stride, rows, starts, from, groups, cols, out.floats(0), OFFSET, places, OFFSET,
                                TABLE);
                        for (int i = 0; i < places.length; i++) {
                            out.floats(1)[i] = places[i];
                        }
                    });
        }
    }
}

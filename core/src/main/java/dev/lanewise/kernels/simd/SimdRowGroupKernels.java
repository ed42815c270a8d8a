package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.I;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.NE;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.RowGroupKernels;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * Groups of rows on vectors: the sums of a strip of columns stay in registers while the entries pass, so y is written
 * once and never read.
 */
public final class SimdRowGroupKernels implements RowGroupKernels {
    private static final int WIDE = 4 * LENGTH;

    @Override
    public void sum(
            float[] x, int xo, int stride, int[] rows, int[] starts, int from, int to, int cols, float[] y, int yo) {
        for (int g = from; g < to; g++) {
            int first = starts[g];
            int end = starts[g + 1];
            int row = yo + g * stride;
            if (first == end) {
                g = fillEmpty(starts, g, to, stride, cols, y, yo);
                continue;
            }
            int j = 0;
            for (; end - first <= GemmKernels.CHAIN && j <= cols - 2 * WIDE; j += 2 * WIDE) {
                sumChain(x, xo + j, stride, rows, first, end, y, row + j);
            }
            for (; j <= cols - WIDE; j += WIDE) {
                sumWide(x, xo + j, stride, rows, first, end, y, row + j);
            }
            for (; j < cols; j += LENGTH) {
                sumNarrow(x, xo + j, stride, rows, first, end, Math.min(LENGTH, cols - j), y, row + j);
            }
        }
    }

    /** Fills the groups from g on that have no entries, and gives the last of them: whole rows are filled together. */
    private static int fillEmpty(int[] starts, int g, int to, int stride, int cols, float[] y, int yo) {
        int last = g;
        while (stride == cols && last + 1 < to && starts[last + 1] == starts[last + 2]) {
            last++;
        }
        Arrays.fill(y, yo + g * stride, yo + last * stride + cols, 0f);
        return last;
    }

    private static void sumWide(
            float[] x, int xo, int stride, int[] rows, int first, int end, float[] y, int yo) {
        FloatVector zero = FloatVector.zero(F);
        FloatVector totalA = zero;
        FloatVector totalB = zero;
        FloatVector totalC = zero;
        FloatVector totalD = zero;
        for (int k = first; k < end;) {
            int stop = Math.min(end, k + GemmKernels.CHAIN);
            FloatVector a = zero;
            FloatVector b = zero;
            FloatVector c = zero;
            FloatVector d = zero;
            for (; k < stop; k++) {
                int at = xo + rows[k] * stride;
                a = a.add(FloatVector.fromArray(F, x, at));
                b = b.add(FloatVector.fromArray(F, x, at + LENGTH));
                c = c.add(FloatVector.fromArray(F, x, at + 2 * LENGTH));
                d = d.add(FloatVector.fromArray(F, x, at + 3 * LENGTH));
            }
            totalA = totalA.add(a);
            totalB = totalB.add(b);
            totalC = totalC.add(c);
            totalD = totalD.add(d);
        }
        totalA.intoArray(y, yo);
        totalB.intoArray(y, yo + LENGTH);
        totalC.intoArray(y, yo + 2 * LENGTH);
        totalD.intoArray(y, yo + 3 * LENGTH);
    }

    /** Twice as wide, as no totals are needed. */
    private static void sumChain(
            float[] x, int xo, int stride, int[] rows, int first, int end, float[] y, int yo) {
        FloatVector a = FloatVector.zero(F);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        FloatVector e = a;
        FloatVector f = a;
        FloatVector g = a;
        FloatVector h = a;
        for (int k = first; k < end; k++) {
            int at = xo + rows[k] * stride;
            a = a.add(FloatVector.fromArray(F, x, at));
            b = b.add(FloatVector.fromArray(F, x, at + LENGTH));
            c = c.add(FloatVector.fromArray(F, x, at + 2 * LENGTH));
            d = d.add(FloatVector.fromArray(F, x, at + 3 * LENGTH));
            e = e.add(FloatVector.fromArray(F, x, at + 4 * LENGTH));
            f = f.add(FloatVector.fromArray(F, x, at + 5 * LENGTH));
            g = g.add(FloatVector.fromArray(F, x, at + 6 * LENGTH));
            h = h.add(FloatVector.fromArray(F, x, at + 7 * LENGTH));
        }
        a.intoArray(y, yo);
        b.intoArray(y, yo + LENGTH);
        c.intoArray(y, yo + 2 * LENGTH);
        d.intoArray(y, yo + 3 * LENGTH);
        e.intoArray(y, yo + 4 * LENGTH);
        f.intoArray(y, yo + 5 * LENGTH);
        g.intoArray(y, yo + 6 * LENGTH);
        h.intoArray(y, yo + 7 * LENGTH);
    }

    private static void sumNarrow(
            float[] x, int xo, int stride, int[] rows, int first, int end, int cols, float[] y, int yo) {
        VectorMask<Float> some = F.indexInRange(0, cols);
        FloatVector total = FloatVector.zero(F);
        for (int k = first; k < end;) {
            int stop = Math.min(end, k + GemmKernels.CHAIN);
            FloatVector a = FloatVector.zero(F);
            for (; k < stop; k++) {
                a = a.add(FloatVector.fromArray(F, x, xo + rows[k] * stride, some));
            }
            total = total.add(a);
        }
        total.intoArray(y, yo, some);
    }

    @Override
    public void weightedSum(
            float[] x, int xo, int stride, int[] rows, float[] factors, int fo, int[] starts, int from, int to,
            int cols, float[] y, int yo) {
        for (int g = from; g < to; g++) {
            int first = starts[g];
            int end = starts[g + 1];
            int row = yo + g * stride;
            if (first == end) {
                g = fillEmpty(starts, g, to, stride, cols, y, yo);
                continue;
            }
            int j = 0;
            for (; j <= cols - WIDE; j += WIDE) {
                weightedWide(x, xo + j, stride, rows, factors, fo, first, end, y, row + j);
            }
            for (; j < cols; j += LENGTH) {
                weightedNarrow(
                        x, xo + j, stride, rows, factors, fo, first, end, Math.min(LENGTH, cols - j), y, row + j);
            }
        }
    }

    private static void weightedWide(
            float[] x, int xo, int stride, int[] rows, float[] factors, int fo, int first, int end, float[] y,
            int yo) {
        FloatVector zero = FloatVector.zero(F);
        FloatVector totalA = zero;
        FloatVector totalB = zero;
        FloatVector totalC = zero;
        FloatVector totalD = zero;
        for (int k = first; k < end;) {
            int stop = Math.min(end, k + GemmKernels.CHAIN);
            FloatVector a = zero;
            FloatVector b = zero;
            FloatVector c = zero;
            FloatVector d = zero;
            for (; k < stop; k++) {
                int at = xo + rows[k] * stride;
                FloatVector factor = FloatVector.broadcast(F, factors[fo + k]);
                a = FloatVector.fromArray(F, x, at).fma(factor, a);
                b = FloatVector.fromArray(F, x, at + LENGTH).fma(factor, b);
                c = FloatVector.fromArray(F, x, at + 2 * LENGTH).fma(factor, c);
                d = FloatVector.fromArray(F, x, at + 3 * LENGTH).fma(factor, d);
            }
            totalA = totalA.add(a);
            totalB = totalB.add(b);
            totalC = totalC.add(c);
            totalD = totalD.add(d);
        }
        totalA.intoArray(y, yo);
        totalB.intoArray(y, yo + LENGTH);
        totalC.intoArray(y, yo + 2 * LENGTH);
        totalD.intoArray(y, yo + 3 * LENGTH);
    }

    private static void weightedNarrow(
            float[] x, int xo, int stride, int[] rows, float[] factors, int fo, int first, int end, int cols,
            float[] y, int yo) {
        VectorMask<Float> some = F.indexInRange(0, cols);
        FloatVector total = FloatVector.zero(F);
        for (int k = first; k < end;) {
            int stop = Math.min(end, k + GemmKernels.CHAIN);
            FloatVector a = FloatVector.zero(F);
            for (; k < stop; k++) {
                a = FloatVector.fromArray(F, x, xo + rows[k] * stride, some)
                        .fma(FloatVector.broadcast(F, factors[fo + k]), a);
            }
            total = total.add(a);
        }
        total.intoArray(y, yo, some);
    }

    @Override
    public void max(
            float[] x, int xo, int stride, int[] rows, int[] starts, int from, int to, int cols, float[] y, int yo,
            int[] places, int po, int none) {
        for (int g = from; g < to; g++) {
            int first = starts[g];
            int end = starts[g + 1];
            int row = yo + g * stride;
            int place = po + g * stride;
            if (first == end) {
                Arrays.fill(y, row, row + cols, 0f);
                Arrays.fill(places, place, place + cols, none);
                continue;
            }
            int j = 0;
            for (; j <= cols - 2 * LENGTH; j += 2 * LENGTH) {
                maxWide(x, xo + j, stride, rows, first, end, y, row + j, places, place + j);
            }
            for (; j < cols; j += LENGTH) {
                maxNarrow(
                        x, xo + j, stride, rows, first, end, Math.min(LENGTH, cols - j), y, row + j, places,
                        place + j);
            }
        }
    }

    private static void maxWide(
            float[] x, int xo, int stride, int[] rows, int first, int end, float[] y, int yo, int[] places, int po) {
        int at = xo + rows[first] * stride;
        FloatVector a = FloatVector.fromArray(F, x, at);
        FloatVector b = FloatVector.fromArray(F, x, at + LENGTH);
        IntVector rowsA = IntVector.broadcast(I, rows[first]);
        IntVector rowsB = rowsA;
        for (int k = first + 1; k < end; k++) {
            at = xo + rows[k] * stride;
            FloatVector c = FloatVector.fromArray(F, x, at);
            FloatVector d = FloatVector.fromArray(F, x, at + LENGTH);
            VectorMask<Float> winsA = c.compare(LE, a).not().andNot(a.compare(NE, a));
            VectorMask<Float> winsB = d.compare(LE, b).not().andNot(b.compare(NE, b));
            rowsA = rowsA.blend(rows[k], winsA.cast(I));
            rowsB = rowsB.blend(rows[k], winsB.cast(I));
            a = a.blend(c, winsA);
            b = b.blend(d, winsB);
        }
        a.intoArray(y, yo);
        b.intoArray(y, yo + LENGTH);
        rowsA.intoArray(places, po);
        rowsB.intoArray(places, po + LENGTH);
    }

    private static void maxNarrow(
            float[] x, int xo, int stride, int[] rows, int first, int end, int cols, float[] y, int yo,
            int[] places, int po) {
        VectorMask<Float> some = F.indexInRange(0, cols);
        FloatVector a = FloatVector.fromArray(F, x, xo + rows[first] * stride, some);
        IntVector rowsA = IntVector.broadcast(I, rows[first]);
        for (int k = first + 1; k < end; k++) {
            FloatVector c = FloatVector.fromArray(F, x, xo + rows[k] * stride, some);
            VectorMask<Float> wins = c.compare(LE, a).not().andNot(a.compare(NE, a));
            rowsA = rowsA.blend(rows[k], wins.cast(I));
            a = a.blend(c, wins);
        }
        a.intoArray(y, yo, some);
        rowsA.intoArray(places, po, some.cast(I));
    }
}

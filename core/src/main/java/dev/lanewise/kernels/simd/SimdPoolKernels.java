package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.I;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.NE;

import dev.lanewise.kernels.PoolAxis;
import dev.lanewise.kernels.PoolKernels;
import dev.lanewise.kernels.scalar.ScalarPoolKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Pools on vectors. Maxima: a lane for each of a row of whole windows that move by one or two elements; of two, the
 * even and the odd elements of two vectors are put together first. For other strides, a lane for each column. The
 * scalar loops do the windows that padding cuts off. Averages: {@link SimdAverages}.
 *
 * <p>Vectors are whole: masked ones take 3.5 times as long. The last one of a row reaches into what follows, which is
 * computed afterwards; only where nothing of the output follows does the scalar loop compute the row.
 */
public final class SimdPoolKernels implements PoolKernels {
    private static final ScalarPoolKernels REST = new ScalarPoolKernels();

    /** Fewest whole windows in a row that are worth a vector. */
    private static final int FEWEST = 4;

    /** Numbers of lines up to this are floats. */
    private static final int MOST_LINES = 1 << 24;

    static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(F, lane -> 2 * lane % LENGTH);
    static final VectorShuffle<Float> ODD = VectorShuffle.fromOp(F, lane -> (2 * lane + 1) % LENGTH);
    static final VectorMask<Float> SECOND = VectorMask.fromLong(F, -1L << LENGTH / 2);

    @Override
    public void max(
            float[] x, int xo, int planes, PoolAxis d, PoolAxis h, PoolAxis w, float[] y, int yo, int[] at, int ao,
            float[] scratch) {
        if (!suits(w)) {
            if (w.size() < FEWEST) {
                REST.max(x, xo, planes, d, h, w, y, yo, at, ao, scratch);
            } else {
                maxOfColumns(x, xo, planes, d, h, w, y, yo, at, ao, scratch);
            }
            return;
        }
        int size = d.size() * h.size() * w.size();
        int cols = w.from().length;
        int rows = d.from().length * h.from().length;
        int row = 0;
        for (int p = 0; p < planes; p++) {
            int from = xo + p * size;
            for (int q = 0; q < rows; q++, row += cols) {
                int z = q / h.from().length;
                int r = q % h.from().length;
                if (!fits(d, h, w, z, r, (planes - p) * size, planes * rows * cols - row)) {
                    REST.maxRow(x, from, d, h, w, z, r, 0, cols, y, yo + row, at, ao + row);
                    continue;
                }
                REST.maxRow(x, from, d, h, w, z, r, 0, w.first(), y, yo + row, at, ao + row);
                if (w.stride() == 1) {
                    maxByOne(x, from, d, h, w, z, r, y, yo + row, at, ao + row);
                } else {
                    maxByTwo(x, from, d, h, w, z, r, y, yo + row, at, ao + row);
                }
                REST.maxRow(x, from, d, h, w, z, r, w.last(), cols, y, yo + row, at, ao + row);
            }
        }
    }

    /** Maxima of columns first, then of windows. */
    private static void maxOfColumns(
            float[] x, int xo, int planes, PoolAxis d, PoolAxis h, PoolAxis w, float[] y, int yo, int[] at, int ao,
            float[] scratch) {
        int size = d.size() * h.size() * w.size();
        int cols = w.from().length;
        int rows = d.from().length * h.from().length;
        for (int p = 0; p < planes; p++) {
            for (int q = 0; q < rows; q++) {
                int z = q / h.from().length;
                int r = q % h.from().length;
                int row = (p * rows + q) * cols;
                if (lines(d, z) * (long) lines(h, r) > MOST_LINES) {
                    REST.maxRow(x, xo + p * size, d, h, w, z, r, 0, cols, y, yo + row, at, ao + row);
                } else {
                    int first = xo + p * size + (d.from()[z] * h.size() + h.from()[r]) * w.size();
                    largest(x, first, d.step() * h.size() * w.size(), lines(d, z), h.step() * w.size(), lines(h, r),
                            w.size(), scratch, w.size() + LENGTH);
                    REST.maxOfColumns(scratch, w.size() + LENGTH, d, h, w, z, r, y, yo + row, at, ao + row);
                }
            }
        }
    }

    /** How many elements window o has along an axis. */
    private static int lines(PoolAxis axis, int o) {
        return Math.ceilDiv(axis.to()[o] - axis.from()[o], axis.step());
    }

    /**
     * The largest element of each column, the first n floats of scratch, and the number of its line, from {@code to}
     * on.
     */
    private static void largest(
            float[] x, int xo, int slice, int slices, int line, int lines, int n, float[] scratch, int to) {
        for (int j = 0; j < n; j += LENGTH) {
            VectorMask<Float> in = F.indexInRange(j, n);
            FloatVector max = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
            FloatVector best = FloatVector.zero(F);
            int number = 0;
            for (int s = 0; s < slices; s++) {
                for (int i = 0, k = xo + j + s * slice; i < lines; i++, k += line, number++) {
                    FloatVector v = FloatVector.fromArray(F, x, k, in);
                    VectorMask<Float> wins = v.compare(GT, max).or(v.compare(NE, v));
                    max = max.blend(v, wins);
                    best = best.blend(number, wins);
                }
            }
            max.intoArray(scratch, j);
            best.intoArray(scratch, to + j);
        }
    }

    static boolean suits(PoolAxis w) {
        return w.last() - w.first() >= FEWEST && w.step() == 1
                && (w.stride() == 1 || w.stride() == 2 && w.kernel() > 1);
    }

    /**
     * Whether whole vectors for a row stay within what there is.
     *
     * @param elements of the input from the plane on
     * @param windows of the output from the row on
     */
    private static boolean fits(PoolAxis d, PoolAxis h, PoolAxis w, int z, int r, int elements, int windows) {
        int lanes = Math.ceilDiv(w.last() - w.first(), LENGTH) * LENGTH;
        int line = ((d.to()[z] - 1) * h.size() + h.to()[r] - 1) * w.size();
        long last = line + w.from()[w.first()] + (long) w.stride() * lanes + w.kernel();
        return last <= elements && w.first() + lanes <= windows;
    }

    private static void maxByOne(
            float[] x, int xo, PoolAxis d, PoolAxis h, PoolAxis w, int z, int r, float[] y, int yo, int[] at, int ao) {
        int first = (d.from()[z] * h.size() + h.from()[r]) * w.size() + w.from()[w.first()];
        for (int j = w.first(); j < w.last(); j += LENGTH, first += LENGTH) {
            FloatVector max = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
            IntVector best = IntVector.zero(I);
            for (int i = d.from()[z]; i < d.to()[z]; i += d.step()) {
                for (int k = h.from()[r]; k < h.to()[r]; k += h.step()) {
                    int line = ((i - d.from()[z]) * h.size() + k - h.from()[r]) * w.size();
                    for (int c = line; c < line + w.kernel(); c++) {
                        FloatVector v = FloatVector.fromArray(F, x, xo + first + c);
                        VectorMask<Float> wins = v.compare(GT, max).or(v.compare(NE, v));
                        max = max.blend(v, wins);
                        best = best.blend(c, wins.cast(I));
                    }
                }
            }
            max.intoArray(y, yo + j);
            best.add(IntVector.broadcast(I, first).addIndex(1)).intoArray(at, ao + j);
        }
    }

    private static void maxByTwo(
            float[] x, int xo, PoolAxis d, PoolAxis h, PoolAxis w, int z, int r, float[] y, int yo, int[] at, int ao) {
        int first = (d.from()[z] * h.size() + h.from()[r]) * w.size() + w.from()[w.first()];
        for (int j = w.first(); j < w.last(); j += LENGTH, first += 2 * LENGTH) {
            FloatVector max = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
            IntVector best = IntVector.zero(I);
            for (int i = d.from()[z]; i < d.to()[z]; i += d.step()) {
                for (int k = h.from()[r]; k < h.to()[r]; k += h.step()) {
                    int line = ((i - d.from()[z]) * h.size() + k - h.from()[r]) * w.size();
                    int c = line;
                    do { // once for windows of 2 and 3, the commonest
                        FloatVector a = FloatVector.fromArray(F, x, xo + first + c);
                        FloatVector b = FloatVector.fromArray(F, x, xo + first + c + LENGTH);
                        FloatVector u = a.rearrange(EVEN).blend(b.rearrange(EVEN), SECOND);
                        VectorMask<Float> wins = u.compare(GT, max).or(u.compare(NE, u));
                        max = max.blend(u, wins);
                        best = best.blend(c, wins.cast(I));
                        FloatVector v = a.rearrange(ODD).blend(b.rearrange(ODD), SECOND);
                        wins = v.compare(GT, max).or(v.compare(NE, v));
                        max = max.blend(v, wins);
                        best = best.blend(c + 1, wins.cast(I));
                        c += 2;
                    } while (c < line + w.kernel() - 1);
                    if (c < line + w.kernel()) {
                        FloatVector v = even(x, xo + first + c);
                        VectorMask<Float> wins = v.compare(GT, max).or(v.compare(NE, v));
                        max = max.blend(v, wins);
                        best = best.blend(c, wins.cast(I));
                    }
                }
            }
            max.intoArray(y, yo + j);
            best.add(IntVector.broadcast(I, first).addIndex(2)).intoArray(at, ao + j);
        }
    }

    /** Every second element. */
    static FloatVector even(float[] x, int xo) {
        FloatVector a = FloatVector.fromArray(F, x, xo);
        FloatVector b = FloatVector.fromArray(F, x, xo + LENGTH);
        return a.rearrange(EVEN).blend(b.rearrange(EVEN), SECOND);
    }

    @Override
    public void average(
            float[] x, int xo, int planes, PoolAxis d, PoolAxis h, PoolAxis w, float divisor, float[] y, int yo,
            float[] scratch) {
        SimdAverages.average(x, xo, planes, d, h, w, divisor, y, yo, scratch);
    }

    @Override
    public void averageGradient(
            float[] g, int go, int planes, PoolAxis d, PoolAxis h, PoolAxis w, float divisor, float[] y, int yo,
            float[] scratch) {
        SimdAverages.gradient(g, go, planes, d, h, w, divisor, y, yo, scratch);
    }

    /** No vectors: comparing the places of a window with the one that was chosen takes longer than to go there. */
    @Override
    public void scatter(
            float[] x, int xo, int[] at, int ao, int planes, int count, int d, int h, int w, float[] y, int yo) {
        REST.scatter(x, xo, at, ao, planes, count, d, h, w, y, yo);
    }
}

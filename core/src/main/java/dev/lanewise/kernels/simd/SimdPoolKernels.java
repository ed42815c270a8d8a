package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.I;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.NE;

import dev.lanewise.kernels.PoolAxis;
import dev.lanewise.kernels.PoolKernels;
import dev.lanewise.kernels.scalar.ScalarPoolKernels;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Pools on vectors. Maxima: a lane for each of a row of whole windows that move by one or two elements; of two, the
 * even and the odd elements of two vectors are put together first. For other strides, a lane for each column. The scalar
 * loops do the windows that padding cuts off. Vectors are whole: masked ones take 3.5 times as long. The last one of a row reaches into what
 * follows, which is computed afterwards; only where nothing of the output follows does the scalar loop compute the row.
 *
 * <p>Averages: a lane for each column, then for each window as above. Gradients: the parts of a row of windows are laid
 * out a stride from each other, with zeros between them, so that those of the windows that a column lies in are
 * neighbours for any stride.
 */
public final class SimdPoolKernels implements PoolKernels {
    private static final ScalarPoolKernels REST = new ScalarPoolKernels();

    /** Fewest whole windows in a row that are worth a vector. */
    private static final int FEWEST = 4;

    /** Numbers of lines up to this are floats. */
    private static final int MOST_LINES = 1 << 24;

    private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(F, lane -> 2 * lane % LENGTH);
    private static final VectorShuffle<Float> ODD = VectorShuffle.fromOp(F, lane -> (2 * lane + 1) % LENGTH);
    private static final VectorShuffle<Float> LOWER = VectorShuffle.fromOp(F, lane -> lane / 2);
    private static final VectorShuffle<Float> UPPER = VectorShuffle.fromOp(F, lane -> (LENGTH + lane) / 2);
    private static final VectorMask<Float> EVENS = VectorMask.fromLong(F, 0x5555_5555_5555_5555L);
    private static final VectorMask<Float> SECOND = VectorMask.fromLong(F, -1L << LENGTH / 2);

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
     * The largest element of each column, the first n floats of scratch, and the number of its line, from {@code to} on.
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

    private static boolean suits(PoolAxis w) {
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
    private static FloatVector even(float[] x, int xo) {
        FloatVector a = FloatVector.fromArray(F, x, xo);
        FloatVector b = FloatVector.fromArray(F, x, xo + LENGTH);
        return a.rearrange(EVEN).blend(b.rearrange(EVEN), SECOND);
    }

    @Override
    public void average(
            float[] x, int xo, int planes, PoolAxis d, PoolAxis h, PoolAxis w, float divisor, float[] y, int yo,
            float[] scratch) {
        int size = d.size() * h.size() * w.size();
        int cols = w.from().length;
        int rows = d.from().length * h.from().length;
        for (int p = 0; p < planes; p++) {
            for (int q = 0; q < rows; q++) {
                int z = q / h.from().length;
                int r = q % h.from().length;
                int to = yo + (p * rows + q) * cols;
                columns(x, xo + p * size, d, h, w, z, r, scratch);
                if (!suits(w)) {
                    REST.averageColumns(scratch, d, h, w, z, r, 0, cols, divisor, y, to);
                    continue;
                }
                REST.averageColumns(scratch, d, h, w, z, r, 0, w.first(), divisor, y, to);
                float number = ScalarPoolKernels.divisor(d, h, w, z, r, w.first(), divisor);
                if (w.stride() == 1) {
                    averageByOne(scratch, w, number, y, to);
                } else {
                    averageByTwo(scratch, w, number, y, to);
                }
                REST.averageColumns(scratch, d, h, w, z, r, w.last(), cols, divisor, y, to);
            }
        }
    }

    /** The sum of each column of the windows of row r in slice z, and what follows in scratch. */
    private static void columns(
            float[] x, int xo, PoolAxis d, PoolAxis h, PoolAxis w, int z, int r, float[] scratch) {
        int n = w.size();
        int end = F.loopBound(n);
        int plane = h.size() * n;
        int first = xo + d.from()[z] * plane + h.from()[r] * n;
        int lines = h.to()[r] - h.from()[r];
        int slices = d.to()[z] - d.from()[z];
        for (int j = 0; j < end; j += LENGTH) {
            FloatVector sum = FloatVector.fromArray(F, x, first + j);
            for (int i = 1, line = first + j + n; i < lines; i++, line += n) {
                sum = sum.add(FloatVector.fromArray(F, x, line));
            }
            for (int s = 1; s < slices; s++) {
                for (int i = 0, line = first + j + s * plane; i < lines; i++, line += n) {
                    sum = sum.add(FloatVector.fromArray(F, x, line));
                }
            }
            sum.intoArray(scratch, j);
        }
        if (end < n) {
            lastColumns(x, first + end, plane, n, lines, slices, n - end, scratch, end);
        }
    }

    /** The same of the last columns, fewer than a vector has. */
    private static void lastColumns(
            float[] x, int xo, int plane, int n, int lines, int slices, int count, float[] scratch, int at) {
        VectorMask<Float> in = F.indexInRange(0, count);
        FloatVector sum = FloatVector.broadcast(F, -0f); // what leaves the first element as it is
        for (int s = 0; s < slices; s++) {
            for (int i = 0, line = xo + s * plane; i < lines; i++, line += n) {
                sum = sum.add(FloatVector.fromArray(F, x, line, in));
            }
        }
        sum.intoArray(scratch, at);
    }

    private static void averageByOne(float[] scratch, PoolAxis w, float divisor, float[] y, int yo) {
        int from = w.from()[w.first()];
        for (int j = w.first(); j < w.last(); j += LENGTH, from += LENGTH) {
            FloatVector sum = FloatVector.fromArray(F, scratch, from);
            for (int k = 1; k < w.kernel(); k++) {
                sum = sum.add(FloatVector.fromArray(F, scratch, from + k));
            }
            if (j + LENGTH <= w.last()) {
                sum.div(divisor).intoArray(y, yo + j);
            } else {
                sum.div(divisor).intoArray(y, yo + j, F.indexInRange(j, w.last()));
            }
        }
    }

    private static void averageByTwo(float[] scratch, PoolAxis w, float divisor, float[] y, int yo) {
        int from = w.from()[w.first()];
        for (int j = w.first(); j < w.last(); j += LENGTH, from += 2 * LENGTH) {
            FloatVector sum = FloatVector.broadcast(F, -0f);
            int k = 0;
            do { // once for windows of 2 and 3, the commonest
                FloatVector a = FloatVector.fromArray(F, scratch, from + k);
                FloatVector b = FloatVector.fromArray(F, scratch, from + k + LENGTH);
                sum = sum.add(a.rearrange(EVEN).blend(b.rearrange(EVEN), SECOND))
                        .add(a.rearrange(ODD).blend(b.rearrange(ODD), SECOND));
                k += 2;
            } while (k < w.kernel() - 1);
            if (k < w.kernel()) {
                sum = sum.add(even(scratch, from + k));
            }
            if (j + LENGTH <= w.last()) {
                sum.div(divisor).intoArray(y, yo + j);
            } else {
                sum.div(divisor).intoArray(y, yo + j, F.indexInRange(j, w.last()));
            }
        }
    }

    @Override
    public void averageGradient(
            float[] g, int go, int planes, PoolAxis d, PoolAxis h, PoolAxis w, float divisor, float[] y, int yo,
            float[] scratch) {
        boolean regular = w.first() < w.last();
        int size = d.size() * h.size() * w.size();
        int cols = w.from().length;
        int rows = d.from().length * h.from().length;
        int parts = w.size() + LENGTH; // where the parts begin in scratch, behind a row
        int zeros = w.kernel() - 1; // before those of the first window
        if (regular) {
            Arrays.fill(scratch, parts, w.scratch(), 0f);
        }
        for (int p = 0; p < planes; p++) {
            int to = yo + p * size;
            Arrays.fill(y, to, to + size, 0f);
            for (int q = 0; q < rows; q++) {
                int z = q / h.from().length;
                int r = q % h.from().length;
                int from = go + (p * rows + q) * cols;
                if (regular) {
                    spread(g, from, d, h, w, z, r, divisor, scratch, parts + zeros);
                    int padding = w.first() * w.stride() - w.from()[w.first()];
                    covered(scratch, parts + padding, w.kernel(), w.size());
                } else {
                    REST.row(g, from, d, h, w, z, r, divisor, scratch);
                }
                addRow(scratch, d, h, w, z, r, y, to);
            }
        }
    }

    /** The parts of the windows of row r in slice z, a stride from each other. */
    private static void spread(
            float[] g, int go, PoolAxis d, PoolAxis h, PoolAxis w, int z, int r, float divisor, float[] to, int at) {
        int stride = w.stride();
        float number = ScalarPoolKernels.divisor(d, h, w, z, r, w.first(), divisor);
        int j = w.first();
        if (stride == 1) {
            for (; j <= w.last() - LENGTH; j += LENGTH) {
                FloatVector.fromArray(F, g, go + j).div(number).intoArray(to, at + j);
            }
        } else if (stride == 2) {
            for (; j <= w.last() - LENGTH; j += LENGTH) {
                FloatVector part = FloatVector.fromArray(F, g, go + j).div(number);
                FloatVector zero = FloatVector.zero(F);
                zero.blend(part.rearrange(LOWER), EVENS).intoArray(to, at + 2 * j);
                zero.blend(part.rearrange(UPPER), EVENS).intoArray(to, at + 2 * j + LENGTH);
            }
        }
        for (; j < w.last(); j++) {
            to[at + j * stride] = g[go + j] / number;
        }
        for (int c = 0; c < w.first(); c++) {
            to[at + c * stride] = g[go + c] / ScalarPoolKernels.divisor(d, h, w, z, r, c, divisor);
        }
        for (int c = w.last(); c < w.from().length; c++) {
            to[at + c * stride] = g[go + c] / ScalarPoolKernels.divisor(d, h, w, z, r, c, divisor);
        }
    }

    /** For each column the sum of the parts of the windows that it lies in: the first n floats, and what follows. */
    private static void covered(float[] scratch, int at, int kernel, int n) {
        for (int j = 0; j < n; j += LENGTH) {
            FloatVector sum = FloatVector.zero(F);
            for (int k = 0; k < kernel; k++) {
                sum = sum.add(FloatVector.fromArray(F, scratch, at + j + k));
            }
            sum.intoArray(scratch, j);
        }
    }

    /** Adds a row to all lines that the windows of row r in slice z cover. */
    private static void addRow(
            float[] row, PoolAxis d, PoolAxis h, PoolAxis w, int z, int r, float[] y, int yo) {
        int n = w.size();
        int end = F.loopBound(n);
        for (int i = d.from()[z]; i < d.to()[z]; i++) {
            for (int k = h.from()[r]; k < h.to()[r]; k++) {
                int line = yo + (i * h.size() + k) * n;
                for (int j = 0; j < end; j += LENGTH) {
                    FloatVector.fromArray(F, y, line + j).add(FloatVector.fromArray(F, row, j)).intoArray(y, line + j);
                }
                if (end < n) {
                    VectorMask<Float> in = F.indexInRange(end, n);
                    FloatVector last = FloatVector.fromArray(F, y, line + end, in);
                    last.add(FloatVector.fromArray(F, row, end)).intoArray(y, line + end, in);
                }
            }
        }
    }

    /** No vectors: comparing the places of a window with the one that was chosen takes longer than to go there. */
    @Override
    public void scatter(
            float[] x, int xo, int[] at, int ao, int planes, int count, int d, int h, int w, float[] y, int yo) {
        REST.scatter(x, xo, at, ao, planes, count, d, h, w, y, yo);
    }
}

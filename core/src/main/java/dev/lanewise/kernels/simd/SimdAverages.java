package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;
import static dev.lanewise.kernels.simd.SimdPoolKernels.EVEN;
import static dev.lanewise.kernels.simd.SimdPoolKernels.ODD;
import static dev.lanewise.kernels.simd.SimdPoolKernels.SECOND;
import static dev.lanewise.kernels.simd.SimdPoolKernels.even;
import static dev.lanewise.kernels.simd.SimdPoolKernels.suits;

import dev.lanewise.kernels.PoolAxis;
import dev.lanewise.kernels.scalar.ScalarPoolKernels;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/**
 * Averages of windows: a lane for each column, then for each window as in {@link SimdPoolKernels}. Gradients: the parts
 * of a row of windows are laid out a stride from each other, with zeros between them, so that those of the windows that
 * a column lies in are neighbours for any stride.
 */
final class SimdAverages {
    private static final ScalarPoolKernels REST = new ScalarPoolKernels();

    private static final VectorShuffle<Float> LOWER = VectorShuffle.fromOp(F, lane -> lane / 2);
    private static final VectorShuffle<Float> UPPER = VectorShuffle.fromOp(F, lane -> (LENGTH + lane) / 2);
    private static final VectorMask<Float> EVENS = VectorMask.fromLong(F, 0x5555_5555_5555_5555L);

    private SimdAverages() {}

    static void average(
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

    static void gradient(
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
}

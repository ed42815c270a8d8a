package dev.lanewise.kernels.scalar;

import dev.lanewise.kernels.PoolAxis;
import dev.lanewise.kernels.PoolKernels;
import java.util.Arrays;

/** Pools as plain loops. */
public final class ScalarPoolKernels implements PoolKernels {
    @Override
    public void max(
            float[] x, int xo, int planes, PoolAxis d, PoolAxis h, PoolAxis w, float[] y, int yo, int[] at, int ao,
            float[] scratch) {
        int size = d.size() * h.size() * w.size();
        int cols = w.from().length;
        int row = 0;
        for (int p = 0; p < planes; p++) {
            for (int z = 0; z < d.from().length; z++) {
                for (int r = 0; r < h.from().length; r++, row += cols) {
                    maxRow(x, xo + p * size, d, h, w, z, r, 0, cols, y, yo + row, at, ao + row);
                }
            }
        }
    }

    /** Windows {@code from .. to - 1} of row r in slice z of the plane at {@code xo}; y and at begin at the row. */
    public void maxRow(
            float[] x, int xo, PoolAxis d, PoolAxis h, PoolAxis w, int z, int r, int from, int to,
            float[] y, int yo, int[] at, int ao) {
        for (int c = from; c < to; c++) {
            int best = (d.from()[z] * h.size() + h.from()[r]) * w.size() + w.from()[c];
            float max = x[xo + best];
            for (int i = d.from()[z]; i < d.to()[z]; i += d.step()) {
                for (int j = h.from()[r]; j < h.to()[r]; j += h.step()) {
                    int line = (i * h.size() + j) * w.size();
                    for (int k = w.from()[c]; k < w.to()[c]; k += w.step()) {
                        float v = x[xo + line + k];
                        if (v > max || Float.isNaN(v)) {
                            max = v;
                            best = line + k;
                        }
                    }
                }
            }
            y[yo + c] = max;
            at[ao + c] = best;
        }
    }

    /**
     * The windows of row r in slice z from the largest elements of columns.
     *
     * @param columns the largest element of each column, and from {@code lo} on the number of its line
     */
    public void maxOfColumns(
            float[] columns, int lo, PoolAxis d, PoolAxis h, PoolAxis w, int z, int r, float[] y, int yo,
            int[] at, int ao) {
        int lines = Math.ceilDiv(h.to()[r] - h.from()[r], h.step());
        for (int c = 0; c < w.from().length; c++) {
            int best = w.from()[c];
            for (int k = best + w.step(); k < w.to()[c]; k += w.step()) {
                float v = columns[k];
                float max = columns[best];
                boolean earlier = columns[lo + k] < columns[lo + best];
                boolean wins = Float.isNaN(v)
                        ? !Float.isNaN(max) || !earlier
                        : v > max || v == max && earlier;
                best = wins ? k : best;
            }
            int number = (int) columns[lo + best];
            int slice = d.from()[z] + number / lines * d.step();
            int line = h.from()[r] + number % lines * h.step();
            y[yo + c] = columns[best];
            at[ao + c] = (slice * h.size() + line) * w.size() + best;
        }
    }

    @Override
    public void average(
            float[] x, int xo, int planes, PoolAxis d, PoolAxis h, PoolAxis w, float divisor, float[] y, int yo,
            float[] scratch) {
        int size = d.size() * h.size() * w.size();
        int cols = w.from().length;
        int row = 0;
        for (int p = 0; p < planes; p++) {
            for (int z = 0; z < d.from().length; z++) {
                for (int r = 0; r < h.from().length; r++, row += cols) {
                    columns(x, xo + p * size, d, h, w, z, r, 0, w.size(), scratch);
                    averageColumns(scratch, d, h, w, z, r, 0, cols, divisor, y, yo + row);
                }
            }
        }
    }

    /** The sums of columns {@code from .. to - 1} of the windows of row r in slice z of the plane at {@code xo}. */
    public void columns(
            float[] x, int xo, PoolAxis d, PoolAxis h, PoolAxis w, int z, int r, int from, int to, float[] sums) {
        for (int k = from; k < to; k++) {
            float sum = -0f; // what leaves the first element as it is
            for (int i = d.from()[z]; i < d.to()[z]; i++) {
                for (int j = h.from()[r]; j < h.to()[r]; j++) {
                    sum += x[xo + (i * h.size() + j) * w.size() + k];
                }
            }
            sums[k] = sum;
        }
    }

    /** Windows {@code from .. to - 1} of row r in slice z from the sums of the columns; y begins at the row. */
    public void averageColumns(
            float[] sums, PoolAxis d, PoolAxis h, PoolAxis w, int z, int r, int from, int to, float divisor,
            float[] y, int yo) {
        for (int c = from; c < to; c++) {
            float sum = -0f;
            for (int k = w.from()[c]; k < w.to()[c]; k++) {
                sum += sums[k];
            }
            y[yo + c] = sum / divisor(d, h, w, z, r, c, divisor);
        }
    }

    @Override
    public void averageGradient(
            float[] g, int go, int planes, PoolAxis d, PoolAxis h, PoolAxis w, float divisor, float[] y, int yo,
            float[] scratch) {
        int size = d.size() * h.size() * w.size();
        int cols = w.from().length;
        Arrays.fill(y, yo, yo + planes * size, 0f);
        int row = 0;
        for (int p = 0; p < planes; p++) {
            for (int z = 0; z < d.from().length; z++) {
                for (int r = 0; r < h.from().length; r++, row += cols) {
                    row(g, go + row, d, h, w, z, r, divisor, scratch);
                    addRow(scratch, d, h, w, z, r, y, yo + p * size);
                }
            }
        }
    }

    /** For each column the sum of what the windows of row r in slice z that it lies in give: the first floats. */
    public void row(
            float[] g, int go, PoolAxis d, PoolAxis h, PoolAxis w, int z, int r, float divisor, float[] sums) {
        Arrays.fill(sums, 0, w.size(), 0f);
        for (int c = 0; c < w.from().length; c++) {
            float part = g[go + c] / divisor(d, h, w, z, r, c, divisor);
            for (int k = w.from()[c]; k < w.to()[c]; k++) {
                sums[k] += part;
            }
        }
    }

    private static void addRow(
            float[] row, PoolAxis d, PoolAxis h, PoolAxis w, int z, int r, float[] y, int yo) {
        for (int i = d.from()[z]; i < d.to()[z]; i++) {
            for (int j = h.from()[r]; j < h.to()[r]; j++) {
                int line = yo + (i * h.size() + j) * w.size();
                for (int k = 0; k < w.size(); k++) {
                    y[line + k] += row[k];
                }
            }
        }
    }

    /** What the sum of a window is divided by. */
    public static float divisor(PoolAxis d, PoolAxis h, PoolAxis w, int z, int r, int c, float divisor) {
        return divisor == 0 ? (float) d.counts()[z] * h.counts()[r] * w.counts()[c] : divisor;
    }

    @Override
    public void scatter(
            float[] x, int xo, int[] at, int ao, int planes, int count, int d, int h, int w, float[] y, int yo) {
        int size = d * h * w;
        Arrays.fill(y, yo, yo + planes * size, 0f);
        for (int p = 0; p < planes; p++) {
            for (int i = p * count; i < (p + 1) * count; i++) {
                y[yo + p * size + at[ao + i]] += x[xo + i];
            }
        }
    }
}

package dev.lanewise.kernels.scalar;

import dev.lanewise.kernels.PoolAxis;
import dev.lanewise.kernels.PoolKernels;
import java.util.Arrays;

/** Pools as plain loops. */
public final class ScalarPoolKernels implements PoolKernels {
    @Override
    public void max(
            float[] x, int xo, int planes, PoolAxis d, PoolAxis h, PoolAxis w, float[] y, int yo, int[] at, int ao) {
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

    @Override
    public void average(
            float[] x, int xo, int planes, PoolAxis d, PoolAxis h, PoolAxis w, float divisor, float[] y, int yo) {
        int size = d.size() * h.size() * w.size();
        int cols = w.from().length;
        int row = 0;
        for (int p = 0; p < planes; p++) {
            for (int z = 0; z < d.from().length; z++) {
                for (int r = 0; r < h.from().length; r++, row += cols) {
                    averageRow(x, xo + p * size, d, h, w, z, r, 0, cols, divisor, y, yo + row);
                }
            }
        }
    }

    /** Windows {@code from .. to - 1} of row r in slice z of the plane at {@code xo}; y begins at the row. */
    public void averageRow(
            float[] x, int xo, PoolAxis d, PoolAxis h, PoolAxis w, int z, int r, int from, int to, float divisor,
            float[] y, int yo) {
        for (int c = from; c < to; c++) {
            float sum = -0f; // what leaves the first element as it is
            for (int i = d.from()[z]; i < d.to()[z]; i++) {
                for (int j = h.from()[r]; j < h.to()[r]; j++) {
                    int line = xo + (i * h.size() + j) * w.size();
                    for (int k = w.from()[c]; k < w.to()[c]; k++) {
                        sum += x[line + k];
                    }
                }
            }
            y[yo + c] = sum / divisor(d, h, w, z, r, c, divisor);
        }
    }

    @Override
    public void averageGradient(
            float[] g, int go, int planes, PoolAxis d, PoolAxis h, PoolAxis w, float divisor, float[] y, int yo) {
        int size = d.size() * h.size() * w.size();
        int cols = w.from().length;
        Arrays.fill(y, yo, yo + planes * size, 0f);
        int row = 0;
        for (int p = 0; p < planes; p++) {
            for (int z = 0; z < d.from().length; z++) {
                for (int r = 0; r < h.from().length; r++, row += cols) {
                    addRow(g, go + row, d, h, w, z, r, 0, cols, divisor, y, yo + p * size);
                }
            }
        }
    }

    /** Adds what windows {@code from .. to - 1} of row r in slice z give to the plane at {@code yo}. */
    public void addRow(
            float[] g, int go, PoolAxis d, PoolAxis h, PoolAxis w, int z, int r, int from, int to, float divisor,
            float[] y, int yo) {
        for (int c = from; c < to; c++) {
            addTo(y, yo, d, h, w, z, r, c, g[go + c] / divisor(d, h, w, z, r, c, divisor));
        }
    }

    private static void addTo(
            float[] y, int yo, PoolAxis d, PoolAxis h, PoolAxis w, int z, int r, int c, float part) {
        int from = w.from()[c];
        int to = w.to()[c];
        for (int i = d.from()[z]; i < d.to()[z]; i++) {
            for (int j = h.from()[r]; j < h.to()[r]; j++) {
                int line = yo + (i * h.size() + j) * w.size();
                for (int k = from; k < to; k++) {
                    y[line + k] += part;
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

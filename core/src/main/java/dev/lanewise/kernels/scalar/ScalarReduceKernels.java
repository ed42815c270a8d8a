package dev.lanewise.kernels.scalar;

import dev.lanewise.kernels.ReduceKernels;

/** Reductions in plain Java: the reference, and the fallback without the Vector API. */
public final class ScalarReduceKernels implements ReduceKernels {
    @Override
    public float sum(float[] x, int xo, int n) {
        if (n <= CHUNK) {
            return chunk(x, xo, n);
        }
        float[] partial = new float[Math.ceilDiv(n, CHUNK)];
        for (int i = 0; i < partial.length; i++) {
            partial[i] = chunk(x, xo + i * CHUNK, Math.min(CHUNK, n - i * CHUNK));
        }
        return sum(partial, 0, partial.length);
    }

    private static float chunk(float[] x, int xo, int n) {
        return tree(
                lanesFrom(0, x, xo, n),
                lanesFrom(1, x, xo, n),
                lanesFrom(2, x, xo, n),
                lanesFrom(3, x, xo, n),
                lanesFrom(4, x, xo, n),
                lanesFrom(5, x, xo, n),
                lanesFrom(6, x, xo, n),
                lanesFrom(7, x, xo, n));
    }

    /**
     * Sum of the virtual lanes {@code j, j + 8, .. j + 56}. Folding 64 lanes by halves to 8 adds up exactly these
     * lanes, so the whole tree is 8 trees of 8 under one of the same form, and 8 local sums at a time are enough.
     */
    private static float lanesFrom(int j, float[] x, int xo, int n) {
        float lane0 = 0;
        float lane1 = 0;
        float lane2 = 0;
        float lane3 = 0;
        float lane4 = 0;
        float lane5 = 0;
        float lane6 = 0;
        float lane7 = 0;
        int at = xo + j;
        for (int end = xo + n - n % LANES; at < end; at += LANES) {
            lane0 += x[at];
            lane1 += x[at + 8];
            lane2 += x[at + 16];
            lane3 += x[at + 24];
            lane4 += x[at + 32];
            lane5 += x[at + 40];
            lane6 += x[at + 48];
            lane7 += x[at + 56];
        }
        int rest = n % LANES - j;
        if (rest > 0) lane0 += x[at];
        if (rest > 8) lane1 += x[at + 8];
        if (rest > 16) lane2 += x[at + 16];
        if (rest > 24) lane3 += x[at + 24];
        if (rest > 32) lane4 += x[at + 32];
        if (rest > 40) lane5 += x[at + 40];
        if (rest > 48) lane6 += x[at + 48];
        if (rest > 56) lane7 += x[at + 56];
        return tree(lane0, lane1, lane2, lane3, lane4, lane5, lane6, lane7);
    }

    /** Eight values folded by halves. */
    private static float tree(float a, float b, float c, float d, float e, float f, float g, float h) {
        return ((a + e) + (c + g)) + ((b + f) + (d + h));
    }

    @Override
    public float max(float[] x, int xo, int n) {
        float max = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            max = Math.max(max, x[xo + i]);
        }
        return max;
    }

    @Override
    public float min(float[] x, int xo, int n) {
        float min = Float.POSITIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            min = Math.min(min, x[xo + i]);
        }
        return min;
    }

    @Override
    public void addRows(float[] x, int xo, int stride, int rows, int cols, float[] acc, int ao) {
        for (int i = 0; i < rows; i++) {
            int row = xo + i * stride;
            for (int j = 0; j < cols; j++) {
                acc[ao + j] += x[row + j];
            }
        }
    }

    @Override
    public void maxRows(float[] x, int xo, int stride, int rows, int cols, float[] y, int yo) {
        System.arraycopy(x, xo, y, yo, cols);
        for (int i = 1; i < rows; i++) {
            int row = xo + i * stride;
            for (int j = 0; j < cols; j++) {
                y[yo + j] = Math.max(y[yo + j], x[row + j]);
            }
        }
    }

    @Override
    public void minRows(float[] x, int xo, int stride, int rows, int cols, float[] y, int yo) {
        System.arraycopy(x, xo, y, yo, cols);
        for (int i = 1; i < rows; i++) {
            int row = xo + i * stride;
            for (int j = 0; j < cols; j++) {
                y[yo + j] = Math.min(y[yo + j], x[row + j]);
            }
        }
    }

    @Override
    public void extremeRows(
            boolean smallest, float[] x, int xo, int stride, int count, int cols, int[] rows, int ro) {
        for (int j = 0; j < cols; j++) {
            rows[ro + j] = 0;
        }
        for (int i = 1; i < count; i++) {
            for (int j = 0; j < cols; j++) {
                float value = x[xo + i * stride + j];
                float best = x[xo + rows[ro + j] * stride + j];
                boolean trails = smallest ? value >= best : value <= best;
                if (!trails && !Float.isNaN(best)) {
                    rows[ro + j] = i;
                }
            }
        }
    }

    @Override
    public int find(float[] x, int xo, int n, float value) {
        int i = 0;
        while (Float.isNaN(value) ? !Float.isNaN(x[xo + i]) : x[xo + i] != value) {
            i++;
        }
        return i;
    }
}

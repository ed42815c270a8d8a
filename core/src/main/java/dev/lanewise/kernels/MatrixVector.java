package dev.lanewise.kernels;

/**
 * Product of a matrix, whose rows lie along k, and a vector, in the order of {@link Gemm}.
 *
 * <p>Such a product reads each float of the matrix once, so there is nothing to gain by packing, and a tile would be
 * wasted on one column. Each row is one chain, and an addition to a chain has to wait for the one before: so several
 * rows advance together. Portable code is enough for that: the lanes of a vector would have to be gathered from as
 * many rows.
 */
final class MatrixVector {
    /** Rows that advance together: as many chains as two pipes of fused multiply-adds, four deep, can hold. */
    private static final int ROWS = 8;

    /** Floats of the matrix that make a part worth handing over: some 10 microseconds. */
    private static final int FLOATS_A_PART = 1 << 16;

    private MatrixVector() {}

    /**
     * {@code y[yo + i * ys] = fma(a[ao + i * lda + p], x[xo + p * xs], ...)} over {@code 0 <= p < k} ascending, for
     * {@code i < m}, from +0 or from what is in {@code y} already.
     */
    static void multiply(
            int m, int k, float[] a, int ao, int lda, float[] x, int xo, int xs,
            float[] y, int yo, int ys, boolean accumulate) {
        int groups = Math.ceilDiv(m, ROWS);
        int grain = (int) Math.max(1, FLOATS_A_PART / ((long) ROWS * k));
        Split.range(groups, grain, (from, to) -> {
            int i = from * ROWS;
            int end = Math.min(m, to * ROWS);
            for (; i + ROWS <= end; i += ROWS) {
                rows(k, a, ao + i * lda, lda, x, xo, xs, y, yo + i * ys, ys, accumulate);
            }
            for (; i < end; i++) {
                row(k, a, ao + i * lda, x, xo, xs, y, yo + i * ys, accumulate);
            }
        });
    }

    private static void rows(
            int k, float[] a, int ao, int lda, float[] x, int xo, int xs, float[] y, int yo, int ys,
            boolean accumulate) {
        float sum0 = accumulate ? y[yo] : 0f;
        float sum1 = accumulate ? y[yo + ys] : 0f;
        float sum2 = accumulate ? y[yo + 2 * ys] : 0f;
        float sum3 = accumulate ? y[yo + 3 * ys] : 0f;
        float sum4 = accumulate ? y[yo + 4 * ys] : 0f;
        float sum5 = accumulate ? y[yo + 5 * ys] : 0f;
        float sum6 = accumulate ? y[yo + 6 * ys] : 0f;
        float sum7 = accumulate ? y[yo + 7 * ys] : 0f;
        int a1 = ao + lda;
        int a2 = a1 + lda;
        int a3 = a2 + lda;
        int a4 = a3 + lda;
        int a5 = a4 + lda;
        int a6 = a5 + lda;
        int a7 = a6 + lda;
        for (int p = 0; p < k; p++) {
            float v = x[xo + p * xs];
            sum0 = Math.fma(a[ao + p], v, sum0);
            sum1 = Math.fma(a[a1 + p], v, sum1);
            sum2 = Math.fma(a[a2 + p], v, sum2);
            sum3 = Math.fma(a[a3 + p], v, sum3);
            sum4 = Math.fma(a[a4 + p], v, sum4);
            sum5 = Math.fma(a[a5 + p], v, sum5);
            sum6 = Math.fma(a[a6 + p], v, sum6);
            sum7 = Math.fma(a[a7 + p], v, sum7);
        }
        y[yo] = sum0;
        y[yo + ys] = sum1;
        y[yo + 2 * ys] = sum2;
        y[yo + 3 * ys] = sum3;
        y[yo + 4 * ys] = sum4;
        y[yo + 5 * ys] = sum5;
        y[yo + 6 * ys] = sum6;
        y[yo + 7 * ys] = sum7;
    }

    private static void row(
            int k, float[] a, int ao, float[] x, int xo, int xs, float[] y, int yo, boolean accumulate) {
        float sum = accumulate ? y[yo] : 0f;
        for (int p = 0; p < k; p++) {
            sum = Math.fma(a[ao + p], x[xo + p * xs], sum);
        }
        y[yo] = sum;
    }
}

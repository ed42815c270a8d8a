package dev.lanewise.kernels.scalar;

import dev.lanewise.kernels.GemmKernels;

/**
 * Chains of matrix products in plain Java, for one row or one column, and their summation. As many advance at a time as
 * two FMA pipes, four deep, can hold. Vector kernels use it for what does not fill vectors.
 */
public final class ScalarChains {
    private static final int ROWS = 8;

    private static final int COLUMNS = 4;

    private ScalarChains() {}

    /** {@link dev.lanewise.kernels.GemmKernels#rowsTimesVector}. */
    public static void rowsTimesVector(
            int m, int k, float[] a, int ao, int lda, float[] x, int xo, int xs, float[] y, int yo, int ys) {
        for (int i = 0; i < m; i += ROWS) {
            for (int p = 0; p < k; p += GemmKernels.CHAIN) {
                int length = Math.min(GemmKernels.CHAIN, k - p);
                int from = ao + i * lda + p;
                int at = xo + p * xs;
                if (i + ROWS <= m) {
                    rows(length, a, from, lda, x, at, xs, y, yo + i * ys, ys, p > 0);
                } else {
                    for (int row = i; row < m; row++) {
                        float sum = chain(0f, length, a, from + (row - i) * lda, x, at, xs);
                        y[yo + row * ys] = p > 0 ? y[yo + row * ys] + sum : sum;
                    }
                }
            }
        }
    }

    /** {@link dev.lanewise.kernels.GemmKernels#rowsTimesVectors}. */
    public static void rowsTimesVectors(
            int m, int k, float[] a, int ao, int lda, float[] x, int xo, int ldx, int xs, float[] y, int yo, int ys) {
        if (m < ROWS) {
            for (int i = 0; i < m; i++) {
                y[yo + i * ys] = chain(0f, k, a, ao + i * lda, x, xo + i * ldx, xs);
            }
            return;
        }
        for (int next = 0; next < m; next += ROWS) {
            int i = Math.min(next, m - ROWS); // recomputes some of the last rows rather than go one by one
            pairs(k, a, ao + i * lda, lda, x, xo + i * ldx, ldx, xs, y, yo + i * ys, ys);
        }
    }

    /** Finishes the chains of some rows, begun in {@code y}. */
    public static void finish(
            int m, int k, float[] a, int ao, int lda, float[] x, int xo, float[] y, int yo) {
        for (int i = 0; i < m; i++) {
            y[yo + i] = chain(y[yo + i], k, a, ao + i * lda, x, xo, 1);
        }
    }

    private static float chain(float start, int k, float[] a, int ao, float[] x, int xo, int xs) {
        float sum = start;
        for (int p = 0; p < k; p++) {
            sum = Math.fma(a[ao + p], x[xo + p * xs], sum);
        }
        return sum;
    }

    /** Eight rows and one vector. */
    private static void rows(
            int k, float[] a, int ao, int lda, float[] x, int xo, int xs, float[] y, int yo, int ys, boolean add) {
        float sum0 = 0f;
        float sum1 = 0f;
        float sum2 = 0f;
        float sum3 = 0f;
        float sum4 = 0f;
        float sum5 = 0f;
        float sum6 = 0f;
        float sum7 = 0f;
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
        y[yo] = add ? y[yo] + sum0 : sum0;
        y[yo + ys] = add ? y[yo + ys] + sum1 : sum1;
        y[yo + 2 * ys] = add ? y[yo + 2 * ys] + sum2 : sum2;
        y[yo + 3 * ys] = add ? y[yo + 3 * ys] + sum3 : sum3;
        y[yo + 4 * ys] = add ? y[yo + 4 * ys] + sum4 : sum4;
        y[yo + 5 * ys] = add ? y[yo + 5 * ys] + sum5 : sum5;
        y[yo + 6 * ys] = add ? y[yo + 6 * ys] + sum6 : sum6;
        y[yo + 7 * ys] = add ? y[yo + 7 * ys] + sum7 : sum7;
    }

    /** Eight rows, each with a vector of its own. */
    private static void pairs(
            int k, float[] a, int ao, int lda, float[] x, int xo, int ldx, int xs, float[] y, int yo, int ys) {
        float sum0 = 0f;
        float sum1 = 0f;
        float sum2 = 0f;
        float sum3 = 0f;
        float sum4 = 0f;
        float sum5 = 0f;
        float sum6 = 0f;
        float sum7 = 0f;
        int a1 = ao + lda;
        int a2 = a1 + lda;
        int a3 = a2 + lda;
        int a4 = a3 + lda;
        int a5 = a4 + lda;
        int a6 = a5 + lda;
        int a7 = a6 + lda;
        int x1 = xo + ldx;
        int x2 = x1 + ldx;
        int x3 = x2 + ldx;
        int x4 = x3 + ldx;
        int x5 = x4 + ldx;
        int x6 = x5 + ldx;
        int x7 = x6 + ldx;
        for (int p = 0; p < k; p++) {
            int q = p * xs;
            sum0 = Math.fma(a[ao + p], x[xo + q], sum0);
            sum1 = Math.fma(a[a1 + p], x[x1 + q], sum1);
            sum2 = Math.fma(a[a2 + p], x[x2 + q], sum2);
            sum3 = Math.fma(a[a3 + p], x[x3 + q], sum3);
            sum4 = Math.fma(a[a4 + p], x[x4 + q], sum4);
            sum5 = Math.fma(a[a5 + p], x[x5 + q], sum5);
            sum6 = Math.fma(a[a6 + p], x[x6 + q], sum6);
            sum7 = Math.fma(a[a7 + p], x[x7 + q], sum7);
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

    /** {@link dev.lanewise.kernels.GemmKernels#rowTimesMatrix}. */
    static void rowTimesMatrix(
            int n, int k, float[] a, int ao, int as, float[] b, int bo, int ldb, float[] c, int co, boolean add) {
        int j = 0;
        for (; j + COLUMNS <= n; j += COLUMNS) {
            float c0 = 0f;
            float c1 = 0f;
            float c2 = 0f;
            float c3 = 0f;
            for (int p = 0; p < k; p++) {
                float v = a[ao + p * as];
                c0 = Math.fma(v, b[bo + p * ldb + j], c0);
                c1 = Math.fma(v, b[bo + p * ldb + j + 1], c1);
                c2 = Math.fma(v, b[bo + p * ldb + j + 2], c2);
                c3 = Math.fma(v, b[bo + p * ldb + j + 3], c3);
            }
            c[co + j] = add ? c[co + j] + c0 : c0;
            c[co + j + 1] = add ? c[co + j + 1] + c1 : c1;
            c[co + j + 2] = add ? c[co + j + 2] + c2 : c2;
            c[co + j + 3] = add ? c[co + j + 3] + c3 : c3;
        }
        for (; j < n; j++) {
            float sum = 0f;
            for (int p = 0; p < k; p++) {
                sum = Math.fma(a[ao + p * as], b[bo + p * ldb + j], sum);
            }
            c[co + j] = add ? c[co + j] + sum : sum;
        }
    }

    /** {@link dev.lanewise.kernels.GemmKernels#addUp} for the columns {@code from .. cols - 1}. */
    public static void addUp(
            int count, int stride, int rows, int cols, int from, float[] sums, int so, float[] c, int co, int ldc,
            boolean add) {
        for (int i = 0; i < rows; i++) {
            for (int j = from; j < cols; j++) {
                int at = so + i * cols + j;
                float sum = add ? c[co + i * ldc + j] + sums[at] : sums[at];
                for (int q = 1; q < count; q++) {
                    sum += sums[at + q * stride];
                }
                c[co + i * ldc + j] = sum;
            }
        }
    }
}

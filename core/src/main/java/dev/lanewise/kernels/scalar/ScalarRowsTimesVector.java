package dev.lanewise.kernels.scalar;

/**
 * Rows times a vector in plain Java: as many rows at a time as two pipes of fused multiply-adds, four deep, can hold
 * chains.
 */
public final class ScalarRowsTimesVector {
    private static final int ROWS = 8;

    private ScalarRowsTimesVector() {}

    /** {@link dev.lanewise.kernels.GemmKernels#rowsTimesVector}. */
    public static void run(
            int m, int k, float[] a, int ao, int lda, float[] x, int xo, int xs, float[] y, int yo, int ys,
            boolean resume) {
        int i = 0;
        for (; i + ROWS <= m; i += ROWS) {
            rows(k, a, ao + i * lda, lda, x, xo, xs, y, yo + i * ys, ys, resume);
        }
        for (; i < m; i++) {
            row(k, a, ao + i * lda, x, xo, xs, y, yo + i * ys, resume);
        }
    }

    private static void rows(
            int k, float[] a, int ao, int lda, float[] x, int xo, int xs, float[] y, int yo, int ys,
            boolean resume) {
        float sum0 = resume ? y[yo] : 0f;
        float sum1 = resume ? y[yo + ys] : 0f;
        float sum2 = resume ? y[yo + 2 * ys] : 0f;
        float sum3 = resume ? y[yo + 3 * ys] : 0f;
        float sum4 = resume ? y[yo + 4 * ys] : 0f;
        float sum5 = resume ? y[yo + 5 * ys] : 0f;
        float sum6 = resume ? y[yo + 6 * ys] : 0f;
        float sum7 = resume ? y[yo + 7 * ys] : 0f;
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
            int k, float[] a, int ao, float[] x, int xo, int xs, float[] y, int yo, boolean resume) {
        float sum = resume ? y[yo] : 0f;
        for (int p = 0; p < k; p++) {
            sum = Math.fma(a[ao + p], x[xo + p * xs], sum);
        }
        y[yo] = sum;
    }
}

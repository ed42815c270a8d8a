package dev.lanewise.kernels;

/**
 * Product of a matrix, whose rows lie along k, and a vector, in the order of {@link Gemm}.
 *
 * <p>Such a product reads each float of the matrix once, so there is nothing to gain by packing, and a tile would be
 * wasted on one column. Each row is one chain, and an addition to a chain has to wait for the one before: so several
 * rows advance together ({@link GemmKernels#rowsTimesVector}).
 */
final class MatrixVector {
    /** Parts are whole groups of so many rows. */
    private static final int ROWS = 16;

    /** Floats of the matrix that make a part worth handing over: some 5 to 20 microseconds. */
    private static final int FLOATS_A_PART = 1 << 17;

    private MatrixVector() {}

    /**
     * {@code y[yo + i * ys] = fma(a[ao + i * lda + p], x[xo + p * xs], ...)} over {@code 0 <= p < k} ascending, for
     * {@code i < m}, from +0 or from what is in {@code y} already.
     */
    static void multiply(
            GemmKernels kernels, int m, int k, float[] a, int ao, int lda, float[] x, int xo, int xs,
            float[] y, int yo, int ys, boolean accumulate) {
        int grain = (int) Math.max(1, FLOATS_A_PART / ((long) ROWS * k));
        if (m <= (long) grain * ROWS) {
            kernels.rowsTimesVector(m, k, a, ao, lda, x, xo, xs, y, yo, ys, accumulate);
            return;
        }
        Split.range(Math.ceilDiv(m, ROWS), grain, (from, to) -> {
            int i = from * ROWS;
            kernels.rowsTimesVector(
                    Math.min(m, to * ROWS) - i, k, a, ao + i * lda, lda, x, xo, xs, y, yo + i * ys, ys, accumulate);
        });
    }
}

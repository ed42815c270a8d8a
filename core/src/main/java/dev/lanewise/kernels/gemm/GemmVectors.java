package dev.lanewise.kernels.gemm;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.drivers.Split;
import dev.lanewise.parallel.Parallel;

/**
 * Products of a matrix and a vector, in the order of {@link GemmKernels}.
 *
 * <p>Such a product reads each float of the matrix once, so there is nothing to gain by packing, and a tile would be
 * wasted on one row or column. An addition to a chain has to wait for the one before, so several chains advance
 * together: those of several rows or columns, or, where there are few, several chains of each ({@link GemmChains}).
 */
final class GemmVectors {
    /** Parts are whole groups of so many rows. */
    private static final int ROWS = 16;

    /** Columns from which on a row does without several chains of each. */
    private static final int ENOUGH_COLUMNS = 32;

    /** Columns that are worth handing over, however deep they are. */
    private static final int COLUMNS_A_PART = 128;

    /** Floats of the matrix that make a part worth handing over: some 5 to 20 microseconds. */
    private static final int FLOATS_A_PART = 1 << 17;

    private static final float[] NONE = {};

    private GemmVectors() {}

    /** {@code y = A x}, rows of A along k: {@code A[i, p] = a[ao + i * lda + p]}, {@code x[p] = x[xo + p * xs]}. */
    static void rowsTimesVector(
            GemmKernels kernels, int m, int k, float[] a, int ao, int lda, float[] x, int xo, int xs,
            float[] y, int yo, int ys) {
        int groups = Math.ceilDiv(m, ROWS);
        int grain = (int) Math.max(1, FLOATS_A_PART / ((long) ROWS * k));
        if (sharesChains(m, k, m < GemmChains.TOGETHER, Math.ceilDiv(groups, grain))) {
            GemmChains.Sums sums = (p, count, length, to, at) -> chains(kernels, m, length, a, ao + p, lda, x,
                    xo + p * xs, xs, count, to, at);
            GemmChains.run(kernels, k, m, 1, FLOATS_A_PART, GemmChains.TOGETHER, y, yo, ys, sums);
        } else if (m <= (long) grain * ROWS) {
            rows(kernels, m, k, a, ao, lda, x, xo, xs, y, yo, ys);
        } else {
            Split.range(groups, grain, (from, to) -> {
                int i = from * ROWS;
                rows(kernels, Math.min(m, to * ROWS) - i, k, a, ao + i * lda, lda, x, xo, xs, y, yo + i * ys, ys);
            });
        }
    }

    /** Some chains of every row: side by side, or where there are enough rows, one after the other. */
    private static void chains(
            GemmKernels kernels, int m, int length, float[] a, int ao, int lda, float[] x, int xo, int xs,
            int count, float[] sums, int at) {
        int next = GemmKernels.CHAIN;
        if (m < GemmChains.TOGETHER) {
            for (int i = 0; i < m; i++) {
                kernels.rowsTimesVectors(
                        count, length, a, ao + i * lda, next, x, xo, next * xs, xs, sums, at + i, m);
            }
        } else {
            for (int i = 0; i < count; i++) {
                kernels.rowsTimesVector(
                        m, length, a, ao + i * next, lda, x, xo + i * next * xs, xs, sums, at + i * m, 1, NONE);
            }
        }
    }

    private static void rows(
            GemmKernels kernels, int m, int k, float[] a, int ao, int lda, float[] x, int xo, int xs,
            float[] y, int yo, int ys) {
        float[] work = k > GemmKernels.CHAIN ? new float[GemmKernels.ROWS_WORK] : NONE;
        kernels.rowsTimesVector(m, k, a, ao, lda, x, xo, xs, y, yo, ys, work);
    }

    /** {@code c = a B}, rows of B along n: {@code a[p] = a[ao + p * as]}, {@code B[p, j] = b[bo + p * ldb + j]}. */
    static void rowTimesMatrix(
            GemmKernels kernels, int n, int k, float[] a, int ao, int as, float[] b, int bo, int ldb,
            float[] c, int co) {
        int grain = Math.max(COLUMNS_A_PART, 2 * FLOATS_A_PART / k);
        if (sharesChains(n, k, n < ENOUGH_COLUMNS, Math.ceilDiv(n, grain))) {
            GemmChains.Sums sums = (p, count, length, to, at) -> kernels.rowsTimesMatrices(
                    count, n, length, a, ao + p * as, GemmKernels.CHAIN * as, as, b, bo + p * ldb, GemmKernels.CHAIN * ldb, ldb,
                    to, at);
            GemmChains.run(kernels, k, 1, n, FLOATS_A_PART, GemmChains.TOGETHER, c, co, n, sums);
        } else if (n <= grain) {
            kernels.rowTimesMatrix(n, k, a, ao, as, b, bo, ldb, c, co);
        } else {
            Split.range(n, grain,
                    (from, to) -> kernels.rowTimesMatrix(to - from, k, a, ao, as, b, bo + from, ldb, c, co + from));
        }
    }

    /**
     * Whether the chains of {@code size} elements are computed side by side: where there are enough of them, and too
     * few elements to hide the latency of one, or fewer parts of rows or columns than threads.
     */
    private static boolean sharesChains(int size, int k, boolean few, int parts) {
        return k >= GemmChains.TOGETHER * GemmKernels.CHAIN && size <= GemmChains.MOST
                && (few || ((long) size * k >= 2 * FLOATS_A_PART && parts < Parallel.available()));
    }
}

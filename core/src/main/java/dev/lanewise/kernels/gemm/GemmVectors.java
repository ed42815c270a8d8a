package dev.lanewise.kernels.gemm;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.drivers.Split;
import dev.lanewise.parallel.Parallel;

/**
 * Products of a matrix and a vector, in the order of {@link GemmKernels}.
 *
 * <p>Such a product reads each float of the matrix once, so there is nothing to gain by packing, and a tile would be
 * wasted on one row or column. An addition to a chain has to wait for the one before, so several chains advance
 * together: those of several rows or columns, or, if there are few, several chains of each ({@link GemmChains}).
 */
final class GemmVectors {
    /** Parts consist of whole groups of this many rows. */
    private static final int ROWS = 16;

    private static final float[] NONE = {};

    private GemmVectors() {}

    /**
     * A product with one column whose A is read by rows, or, {@code turned}, one with one row whose B is: the
     * transposed product has one column.
     */
    static void rowsTimesVector(Product product, boolean turned) {
        int size = turned ? product.n : product.m;
        int groups = Math.ceilDiv(size, ROWS);
        int grain = (int) Math.max(1, Thresholds.VECTOR_PART / ((long) ROWS * product.k));
        if (sharesChains(size, product.k, size < Thresholds.CHAINS_TOGETHER, Math.ceilDiv(groups, grain))) {
            GemmChains.run(product, Thresholds.VECTOR_PART, Thresholds.CHAINS_TOGETHER,
                    (p, count, length, to, at) -> chains(product, turned, p, count, length, to, at));
        } else if (size <= (long) grain * ROWS) {
            rows(product, turned, 0, size);
        } else {
            Split.range(groups, grain,
                    (from, to) -> rows(product, turned, from * ROWS, Math.min(size, to * ROWS)));
        }
    }

    /** All of k for some rows of the matrix. */
    private static void rows(Product product, boolean turned, int from, int to) {
        Operand matrix = turned ? product.b : product.a;
        Operand vector = turned ? product.a : product.b;
        Operand c = product.c;
        int step = turned ? c.across() : c.down();
        int along = turned ? vector.across() : vector.down();
        float[] work = product.k > GemmKernels.CHAIN ? new float[GemmKernels.ROWS_WORK] : NONE;
        int apart = Streams.apart(to - from, ROWS);
        int done = from;
        if (apart > 1) {
            float[] sums = new float[ROWS];
            for (; done < from + apart; done++) {
                product.kernels.rowsTimesVector(
                        ROWS, product.k, matrix.data, matrix.offset + done * matrix.ld, apart * matrix.ld,
                        vector.data, vector.offset, along, sums, 0, 1, work);
                for (int i = 0; i < ROWS; i++) {
                    c.data[c.offset + (done + i * apart) * step] = sums[i];
                }
            }
            done = from + ROWS * apart;
        }
        product.kernels.rowsTimesVector(
                to - done, product.k, matrix.data, matrix.offset + done * matrix.ld, matrix.ld,
                vector.data, vector.offset, along, c.data, c.offset + done * step, step, work);
    }

    /**
     * Some chains of every row of the matrix: side by side, or, if there are enough rows, one after the other.
     *
     * @param p where in k the first chain begins
     */
    private static void chains(
            Product product, boolean turned, int p, int count, int length, float[] sums, int at) {
        GemmKernels kernels = product.kernels;
        Operand matrix = turned ? product.b : product.a;
        Operand vector = turned ? product.a : product.b;
        int size = turned ? product.n : product.m;
        int step = turned ? vector.across() : vector.down();
        int next = GemmKernels.CHAIN;
        if (size < Thresholds.CHAINS_TOGETHER) {
            for (int i = 0; i < size; i++) {
                kernels.rowsTimesVectors(
                        count, length, matrix.data, matrix.offset + i * matrix.ld + p, next,
                        vector.data, vector.offset + p * step, next * step, step, sums, at + i, size);
            }
        } else {
            for (int i = 0; i < count; i++) {
                int q = p + i * next;
                kernels.rowsTimesVector(
                        size, length, matrix.data, matrix.offset + q, matrix.ld,
                        vector.data, vector.offset + q * step, step, sums, at + i * size, 1, NONE);
            }
        }
    }

    /**
     * A product with one row whose B is not transposed, or, {@code turned}, one with one column, without gaps, whose A
     * is transposed: the transposed product has one row.
     */
    static void rowTimesMatrix(Product product, boolean turned) {
        GemmKernels kernels = product.kernels;
        Operand vector = turned ? product.b : product.a;
        Operand matrix = turned ? product.a : product.b;
        int n = turned ? product.m : product.n;
        int k = product.k;
        int step = turned ? vector.down() : vector.across();
        float[] x = vector.data;
        int xo = vector.offset;
        float[] b = matrix.data;
        int bo = matrix.offset;
        int ldb = matrix.ld;
        int grain = Math.max(Thresholds.VECTOR_COLUMNS_A_PART, 2 * Thresholds.VECTOR_PART / k);
        if (sharesChains(n, k, n < Thresholds.ENOUGH_COLUMNS, Math.ceilDiv(n, grain))) {
            GemmChains.run(product, Thresholds.VECTOR_PART, Thresholds.CHAINS_TOGETHER,
                    (p, count, length, to, at) -> kernels.rowsTimesMatrices(
                            count, n, length, x, xo + p * step, GemmKernels.CHAIN * step, step,
                            b, bo + p * ldb, GemmKernels.CHAIN * ldb, ldb, to, at));
        } else if (n <= grain) {
            kernels.rowTimesMatrix(n, k, x, xo, step, b, bo, ldb, product.c.data, product.c.offset);
        } else {
            int unit = Thresholds.VECTOR_COLUMNS_A_PART;
            Split.range(Math.ceilDiv(n, unit), Math.ceilDiv(grain, unit), (from, to) -> kernels.rowTimesMatrix(
                    Math.min(n, to * unit) - from * unit, k, x, xo, step, b, bo + from * unit, ldb,
                    product.c.data, product.c.offset + from * unit));
        }
    }

    /**
     * Whether the chains of {@code size} elements are computed side by side: if there are enough chains, and too few
     * elements to hide the latency of one, or fewer parts of rows or columns than threads.
     */
    private static boolean sharesChains(int size, int k, boolean few, int parts) {
        return k >= Thresholds.CHAINS_TOGETHER * GemmKernels.CHAIN && size <= Thresholds.CHAINS_SCRATCH
                && (few || ((long) size * k >= 2 * Thresholds.VECTOR_PART && parts < Parallel.available()));
    }
}

package dev.lanewise.kernels.scalar;

import dev.lanewise.kernels.GemmBlocks;
import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.GemmUnpackedKernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Matrix multiplication without the Vector API.
 *
 * <p>The column loops below are in a form that C2 can auto-vectorise: every index is the loop counter plus a constant,
 * in one array. (With two offsets unknown at compile time it must assume that a store may alias a later load, and emits
 * scalar code three times slower.) So the tile and two rows of B are copied into {@code work} first.
 */
public final class ScalarGemmKernels implements GemmKernels {
    static final int MR = 4;
    static final int NR = 128;

    /** Where the tile's rows and the rows of B begin in {@code work}. */
    private static final int C0 = 0;
    private static final int C1 = NR;
    private static final int C2 = 2 * NR;
    private static final int C3 = 3 * NR;
    static final int B0 = 4 * NR;
    static final int B1 = 5 * NR;

    private static final GemmBlocks BLOCKS = new GemmBlocks(MR, MR, NR, 1 << 17, 1, 6 * NR);

    @Override
    public GemmBlocks blocks() {
        return BLOCKS;
    }

    @Override
    public @Nullable GemmUnpackedKernels unpacked() {
        return null;
    }

    @Override
    public int rows(int remaining) {
        return Math.min(MR, remaining);
    }

    @Override
    public int height(int rows) {
        return MR;
    }

    @Override
    public int width(int cols) {
        return NR;
    }

    @Override
    public void tile(
            int rows, int cols, int k, float[] a, int ao, float[] b, int bo, int ldb,
            float[] c, int co, int ldc, boolean add, float[] work) {
        for (int i = 0; i < rows; i++) {
            Arrays.fill(work, i * NR, i * NR + cols, 0f);
        }
        int p = 0;
        for (; p <= k - 2; p += 2) {
            System.arraycopy(b, bo + p * ldb, work, B0, cols);
            System.arraycopy(b, bo + (p + 1) * ldb, work, B1, cols);
            twoSteps(cols, a, ao + p * MR, work);
        }
        if (p < k) {
            System.arraycopy(b, bo + p * ldb, work, B0, cols);
            oneStep(cols, a, ao + p * MR, work);
        }
        for (int i = 0; i < rows; i++) {
            if (add) {
                System.arraycopy(c, co + i * ldc, work, B0, cols);
                addInPlace(cols, work, i * NR);
            }
            System.arraycopy(work, i * NR, c, co + i * ldc, cols);
        }
    }

    /** Two values of p, in order, for four rows. A longer body would exceed C2's unrolling limit. */
    static void twoSteps(int cols, float[] a, int ao, float[] work) {
        float a00 = a[ao];
        float a10 = a[ao + 1];
        float a20 = a[ao + 2];
        float a30 = a[ao + 3];
        float a01 = a[ao + 4];
        float a11 = a[ao + 5];
        float a21 = a[ao + 6];
        float a31 = a[ao + 7];
        for (int j = 0; j < cols; j++) {
            float b0 = work[B0 + j];
            float b1 = work[B1 + j];
            work[C0 + j] = Math.fma(a01, b1, Math.fma(a00, b0, work[C0 + j]));
            work[C1 + j] = Math.fma(a11, b1, Math.fma(a10, b0, work[C1 + j]));
            work[C2 + j] = Math.fma(a21, b1, Math.fma(a20, b0, work[C2 + j]));
            work[C3 + j] = Math.fma(a31, b1, Math.fma(a30, b0, work[C3 + j]));
        }
    }

    /** Adds a row of the tile to what is in the place of B. */
    static void addInPlace(int cols, float[] work, int row) {
        for (int j = 0; j < cols; j++) {
            work[row + j] = work[B0 + j] + work[row + j];
        }
    }

    static void oneStep(int cols, float[] a, int ao, float[] work) {
        oneStep(cols, a[ao], a[ao + 1], a[ao + 2], a[ao + 3], work);
    }

    static void oneStep(int cols, float a0, float a1, float a2, float a3, float[] work) {
        for (int j = 0; j < cols; j++) {
            float b0 = work[B0 + j];
            work[C0 + j] = Math.fma(a0, b0, work[C0 + j]);
            work[C1 + j] = Math.fma(a1, b0, work[C1 + j]);
            work[C2 + j] = Math.fma(a2, b0, work[C2 + j]);
            work[C3 + j] = Math.fma(a3, b0, work[C3 + j]);
        }
    }

    @Override
    public void packTransposed(int rows, int width, int k, float[] src, int so, int lds, float[] dst, int to) {
        ScalarPacking.packTransposed(rows, width, width, k, src, so, lds, dst, to);
    }

    @Override
    public void packRows(int cols, int width, int k, float[] src, int so, int lds, float[] dst, int to) {
        ScalarPacking.packRows(cols, width, k, src, so, lds, dst, to);
    }

    @Override
    public void packRowPanels(
            int panels, int width, int k, float[] src, int so, int lds, float[] dst, int to) {
        for (int panel = 0; panel < panels; panel++) {
            packRows(width, width, k, src, so + panel * width, lds, dst, to + panel * width * k);
        }
    }

    @Override
    public void transpose(int rows, int cols, float[] src, int so, int lds, float[] dst, int to, int ldd) {
        ScalarPacking.packTransposed(rows, rows, ldd, cols, src, so, lds, dst, to);
    }

    @Override
    public void addUp(
            int count, int stride, int rows, int cols, float[] sums, int so, float[] c, int co, int ldc, boolean add) {
        ScalarChains.addUp(count, stride, rows, cols, 0, sums, so, c, co, ldc, add);
    }

    @Override
    public void rowTimesMatrix(
            int n, int k, float[] a, int ao, int as, float[] b, int bo, int ldb, float[] c, int co) {
        for (int p = 0; p < k; p += GemmKernels.CHAIN) {
            ScalarChains.rowTimesMatrix(
                    n, Math.min(GemmKernels.CHAIN, k - p), a, ao + p * as, as, b, bo + p * ldb, ldb, c, co, p > 0);
        }
    }

    @Override
    public void rowsTimesMatrices(
            int count, int n, int k, float[] a, int ao, int ai, int as, float[] b, int bo, int bi, int ldb,
            float[] c, int co) {
        for (int i = 0; i < count; i++) {
            ScalarChains.rowTimesMatrix(n, k, a, ao + i * ai, as, b, bo + i * bi, ldb, c, co + i * n, false);
        }
    }

    @Override
    public void rowsTimesVector(
            int m, int k, float[] a, int ao, int lda, float[] x, int xo, int xs, float[] y, int yo, int ys,
            float[] work) {
        ScalarChains.rowsTimesVector(m, k, a, ao, lda, x, xo, xs, y, yo, ys);
    }

    @Override
    public void rowsTimesVectors(
            int m, int k, float[] a, int ao, int lda, float[] x, int xo, int ldx, int xs, float[] y, int yo, int ys) {
        ScalarChains.rowsTimesVectors(m, k, a, ao, lda, x, xo, ldx, xs, y, yo, ys);
    }
}

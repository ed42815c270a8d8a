package dev.lanewise.kernels.simd.gemm;

import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import dev.lanewise.kernels.GemmBlocks;
import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.GemmUnpackedKernels;
import dev.lanewise.kernels.scalar.ScalarChains;
import dev.lanewise.kernels.scalar.ScalarPacking;
import org.jspecify.annotations.Nullable;

/**
 * Matrix multiplication on the Vector API: tiles of 12 rows by 2 vectors where there are 32 vector registers, of 5 by 2
 * where there are 16, lower ones for the last rows. Block sizes and their reasons are in {@link GemmBlocks}.
 */
public final class SimdGemmKernels implements GemmKernels {
    private static final int NR = 2 * LENGTH;

    /** 512-bit x86 and NEON have 32 vector registers; a narrower x86 width suggests a CPU with 16. */
    private static final boolean TALL = LENGTH == 16 || System.getProperty("os.arch").equals("aarch64");

    private static final GemmBlocks BLOCKS = chooseBlocks();

    private static final @Nullable GemmUnpackedKernels ROWS = TALL ? new SimdGemmUnpackedKernels() : null;

    private static GemmBlocks chooseBlocks() {
        return TALL
                ? new GemmBlocks(12, 8, NR, 1 << 18, 256 / NR, 12 * NR)
                : new GemmBlocks(5, 5, NR, 1 << 17, 128 / NR, 5 * NR);
    }

    @Override
    public GemmBlocks blocks() {
        return BLOCKS;
    }

    @Override
    public @Nullable GemmUnpackedKernels unpacked() {
        return ROWS;
    }

    @Override
    public int rows(int remaining) {
        if (TALL) {
            return remaining > 12 && remaining <= 16 ? 8 : Math.min(12, remaining);
        }
        return remaining == 6 ? 3 : Math.min(5, remaining);
    }

    @Override
    public int height(int rows) {
        if (TALL) {
            return rows > 8 ? 12 : rows > 4 ? 8 : 4;
        }
        return rows > 3 ? 5 : 3;
    }

    @Override
    public int width(int cols) {
        return cols > LENGTH ? NR : LENGTH;
    }

    @Override
    public void tile(
            int rows, int cols, int k, float[] a, int ao, float[] b, int bo, int ldb,
            float[] c, int co, int ldc, boolean add, float[] work) {
        int height = height(rows);
        boolean narrow = height == 12 && cols <= LENGTH;
        if (rows == height && cols == (narrow ? LENGTH : NR)) {
            whole(height, narrow, k, a, ao, b, bo, ldb, c, co, ldc, add);
        } else {
            whole(height, narrow, k, a, ao, b, bo, ldb, work, 0, NR, false);
            GemmEdges.store(rows, cols, work, NR, c, co, ldc, add);
        }
    }

    private static void whole(
            int height, boolean narrow, int k, float[] a, int ao, float[] b, int bo, int ldb,
            float[] c, int co, int ldc, boolean add) {
        switch (height) {
            case 12 -> {
                if (narrow) {
                    Tile12Narrow.run(k, a, ao, b, bo, c, co, ldc, add);
                } else {
                    Tile12.run(k, a, ao, b, bo, c, co, ldc, add);
                }
            }
            case 8 -> Tile8.run(k, a, ao, b, bo, ldb, c, co, ldc, add);
            case 5 -> Tile5.run(k, a, ao, b, bo, ldb, c, co, ldc, add);
            case 4 -> Tile4.run(k, a, ao, b, bo, ldb, c, co, ldc, add);
            case 3 -> Tile3.run(k, a, ao, b, bo, ldb, c, co, ldc, add);
            default -> throw new AssertionError("no tile of height " + height);
        }
    }

    @Override
    public void packTransposed(int rows, int width, int k, float[] src, int so, int lds, float[] dst, int to) {
        if (LENGTH == 16 && k >= 16) {
            Transpose16.pack(rows, width, k, src, so, lds, dst, to);
        } else {
            ScalarPacking.packTransposed(rows, width, width, k, src, so, lds, dst, to);
        }
    }

    @Override
    public void transpose(int rows, int cols, float[] src, int so, int lds, float[] dst, int to, int ldd) {
        if (LENGTH == 16) {
            Transpose16.transpose(rows, cols, src, so, lds, dst, to, ldd);
        } else {
            ScalarPacking.packTransposed(rows, rows, ldd, cols, src, so, lds, dst, to);
        }
    }

    @Override
    public void packRows(int cols, int width, int k, float[] src, int so, int lds, float[] dst, int to) {
        GemmEdges.packRows(cols, width, k, src, so, lds, dst, to);
    }

    @Override
    public void packRowPanels(
            int panels, int width, int k, float[] src, int so, int lds, float[] dst, int to) {
        RowPanels.pack(panels, width, k, src, so, lds, dst, to);
    }

    @Override
    public void addUp(
            int count, int stride, int rows, int cols, float[] sums, int so, float[] c, int co, int ldc, boolean add) {
        GemmEdges.addUp(count, stride, rows, cols, sums, so, c, co, ldc, add);
    }

    @Override
    public void rowTimesMatrix(
            int n, int k, float[] a, int ao, int as, float[] b, int bo, int ldb, float[] c, int co) {
        RowTimesMatrix.run(n, k, a, ao, as, b, bo, ldb, c, co);
    }

    @Override
    public void rowsTimesMatrices(
            int count, int n, int k, float[] a, int ao, int ai, int as, float[] b, int bo, int bi, int ldb,
            float[] c, int co) {
        RowsTimesMatrices.run(count, n, k, a, ao, ai, as, b, bo, bi, ldb, c, co);
    }

    /** Whole blocks of 16 rows and 16 of k on vectors, the rest in plain Java. */
    @Override
    public void rowsTimesVector(
            int m, int k, float[] a, int ao, int lda, float[] x, int xo, int xs, float[] y, int yo, int ys,
            float[] work) {
        int block = RowsTimesVector16.ROWS;
        int rows = LENGTH == block && xs == 1 && ys == 1 && k >= block ? m - m % block : 0;
        for (int i = 0; i < rows; i += block) {
            sixteenRows(k, a, ao + i * lda, lda, x, xo, y, yo + i, work);
        }
        ScalarChains.rowsTimesVector(m - rows, k, a, ao + rows * lda, lda, x, xo, xs, y, yo + rows * ys, ys);
    }

    private static void sixteenRows(
            int k, float[] a, int ao, int lda, float[] x, int xo, float[] y, int yo, float[] work) {
        for (int p = 0; p < k; p += GemmKernels.CHAIN) {
            int length = Math.min(GemmKernels.CHAIN, k - p);
            int whole = length - length % RowsTimesVector16.ROWS;
            boolean add = p > 0;
            if (whole == length) {
                RowsTimesVector16.run(whole, a, ao + p, lda, x, xo + p, y, yo, add);
            } else { // the chain must be complete before it is added
                float[] sums = add ? work : y;
                int at = add ? 0 : yo;
                RowsTimesVector16.run(whole, a, ao + p, lda, x, xo + p, sums, at, false);
                int q = p + whole;
                ScalarChains.finish(RowsTimesVector16.ROWS, k - q, a, ao + q, lda, x, xo + q, sums, at);
                if (add) {
                    GemmEdges.addUp(1, LENGTH, 1, LENGTH, work, 0, y, yo, LENGTH, true);
                }
            }
        }
    }

    @Override
    public void rowsTimesVectors(
            int m, int k, float[] a, int ao, int lda, float[] x, int xo, int ldx, int xs, float[] y, int yo, int ys) {
        ScalarChains.rowsTimesVectors(m, k, a, ao, lda, x, xo, ldx, xs, y, yo, ys);
    }
}

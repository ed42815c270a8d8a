package dev.lanewise.kernels.simd.gemm;

import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import dev.lanewise.kernels.GemmUnpackedKernels;

/**
 * Tiles that read A in place, for 32 vector registers: 6 rows by 4 vectors, 8 by 2 and 8 by 1, and 4 rows for the last
 * ones.
 */
final class SimdGemmUnpackedKernels implements GemmUnpackedKernels {
    private static final int WIDE = 4 * LENGTH;
    private static final int MIDDLE = 2 * LENGTH;

    @Override
    public int mostColumns() {
        return 4 * WIDE;
    }

    /** An unpacked panel is left to the tiles that support one: 8 rows by 2 vectors, or 4 by 4. */
    @Override
    public int width(int rows, int remaining, boolean packed) {
        boolean middle = packed ? rows == 7 || rows == 8 : rows > 4;
        return remaining > MIDDLE + LENGTH && !middle ? WIDE : remaining > LENGTH ? MIDDLE : LENGTH;
    }

    @Override
    public int height(int width) {
        return width == WIDE ? 6 : 8;
    }

    @Override
    public int work() {
        return 6 * WIDE;
    }

    @Override
    public void tile(
            int rows, int width, int cols, int k, float[] a, int ao, int lda, float[] b, int bo, int ldb,
            float[] c, int co, int ldc, boolean add, float[] work) {
        int height = rows <= 4 && width > LENGTH ? 4 : height(width);
        if (rows == height && cols == width) {
            whole(rows, width, height, k, a, ao, lda, b, bo, ldb, c, co, ldc, add);
        } else {
            whole(rows, width, height, k, a, ao, lda, b, bo, ldb, work, 0, width, false);
            GemmEdges.store(rows, cols, work, width, c, co, ldc, add);
        }
    }

    private static void whole(
            int rows, int width, int height, int k, float[] a, int ao, int lda, float[] b, int bo, int ldb,
            float[] c, int co, int ldc, boolean add) {
        if (width == WIDE) {
            if (height == 6) {
                UnpackedTile6x4.run(rows, k, a, ao, lda, b, bo, c, co, ldc, add);
            } else {
                UnpackedTile4x4.run(rows, k, a, ao, lda, b, bo, ldb, c, co, ldc, add);
            }
        } else if (width == MIDDLE) {
            if (height == 8) {
                UnpackedTile8x2.run(rows, k, a, ao, lda, b, bo, ldb, c, co, ldc, add);
            } else {
                UnpackedTile4x2.run(rows, k, a, ao, lda, b, bo, ldb, c, co, ldc, add);
            }
        } else {
            UnpackedTile8x1.run(rows, k, a, ao, lda, b, bo, ldb, c, co, ldc, add);
        }
    }
}

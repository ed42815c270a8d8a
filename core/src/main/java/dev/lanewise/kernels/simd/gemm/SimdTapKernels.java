package dev.lanewise.kernels.simd.gemm;

import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.TapKernels;

/** Tiles of convolutions on vectors, of the heights of {@link SimdGemmKernels}. */
public final class SimdTapKernels implements TapKernels {
    private static final int NR = 2 * LENGTH;
    private static final GemmKernels GEMM = new SimdGemmKernels();

    /** Whether there are registers for tall tiles. */
    private static final boolean TALL = GEMM.blocks().mr() > 5;

    @Override
    public void tile(
            int rows, int cols, int k, float[] a, int ao, float[] b, int[] table, float[] c, int co, int ldc,
            boolean add, float[] work) {
        int height = GEMM.height(rows);
        if (rows == height && cols == NR) {
            whole(height, k, a, ao, b, table, c, co, ldc, add);
        } else {
            whole(height, k, a, ao, b, table, work, 0, NR, false);
            GemmEdges.store(rows, cols, work, NR, c, co, ldc, add);
        }
    }

    private static void whole(
            int height, int k, float[] a, int ao, float[] b, int[] table, float[] c, int co, int ldc, boolean add) {
        switch (height) {
            case 12 -> TapTile12.run(k, a, ao, b, table, c, co, ldc, add);
            case 8 -> TapTile8.run(k, a, ao, b, table, c, co, ldc, add);
            case 5 -> TapTile5.run(k, a, ao, b, table, c, co, ldc, add);
            case 4 -> TapTile4.run(k, a, ao, b, table, c, co, ldc, add);
            case 3 -> TapTile3.run(k, a, ao, b, table, c, co, ldc, add);
            default -> throw new AssertionError("no tile of height " + height);
        }
    }

    @Override
    public int patchRows() {
        return TALL ? 9 : 4;
    }

    @Override
    public void patches(
            int count, int cols, int k, float[] x, int xo, int[] table, int rows, int first, float[] b, int bo, int ldb,
            float[] c, int co, int ldc, boolean add, float[] work) {
        boolean narrow = TALL && cols <= LENGTH;
        if (count == patchRows() && cols == (narrow ? LENGTH : NR)) {
            wholePatches(narrow, k, x, xo, table, rows, first, b, bo, ldb, c, co, ldc, add);
        } else {
            wholePatches(narrow, k, x, xo, table, rows, first, b, bo, ldb, work, 0, NR, false);
            GemmEdges.store(count, cols, work, NR, c, co, ldc, add);
        }
    }

    private static void wholePatches(
            boolean narrow, int k, float[] x, int xo, int[] table, int rows, int first, float[] b, int bo, int ldb,
            float[] c, int co, int ldc, boolean add) {
        if (narrow) {
            PatchTile9Narrow.run(k, x, xo, table, rows, first, b, bo, ldb, c, co, ldc, add);
        } else if (TALL) {
            PatchTile9.run(k, x, xo, table, rows, first, b, bo, ldb, c, co, ldc, add);
        } else {
            PatchTile4.run(k, x, xo, table, rows, first, b, bo, ldb, c, co, ldc, add);
        }
    }
}

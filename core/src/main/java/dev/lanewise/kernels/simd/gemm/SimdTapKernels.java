package dev.lanewise.kernels.simd.gemm;

import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.TapKernels;

/** Tiles of convolutions on vectors, of the heights of {@link SimdGemmKernels}. */
public final class SimdTapKernels implements TapKernels {
    private static final int NR = 2 * LENGTH;
    private static final GemmKernels GEMM = new SimdGemmKernels();

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
}

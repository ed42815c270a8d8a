package dev.lanewise.kernels.simd.gemm;

import static dev.lanewise.kernels.simd.Lanes.F;

import dev.lanewise.kernels.GemmKernels;
import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernel of 9 rows of patches by 1 vector; contract as in
 * {@link dev.lanewise.kernels.TapKernels#patches} for a whole tile.
 */
final class PatchTile9Narrow {
    private PatchTile9Narrow() {}

    static void run(
            int k, float[] x, int xo, int[] table, int rows, int first, float[] b, int bo, int ldb, float[] c, int co,
            int ldc, boolean add) {
        int x0 = xo + table[rows];
        int x1 = xo + table[rows + 1];
        int x2 = xo + table[rows + 2];
        int x3 = xo + table[rows + 3];
        int x4 = xo + table[rows + 4];
        int x5 = xo + table[rows + 5];
        int x6 = xo + table[rows + 6];
        int x7 = xo + table[rows + 7];
        int x8 = xo + table[rows + 8];
        FloatVector zero = FloatVector.zero(F);
        FloatVector c00 = zero;
        FloatVector c10 = zero;
        FloatVector c20 = zero;
        FloatVector c30 = zero;
        FloatVector c40 = zero;
        FloatVector c50 = zero;
        FloatVector c60 = zero;
        FloatVector c70 = zero;
        FloatVector c80 = zero;
        int terms = Math.min(k, GemmKernels.CHAIN);
        for (int p = 0; p < terms; p++) {
            int at = table[first + p];
            FloatVector b0 = FloatVector.fromArray(F, b, bo + p * ldb);
            FloatVector a0 = FloatVector.broadcast(F, x[x0 + at]);
            c00 = a0.fma(b0, c00);
            FloatVector a1 = FloatVector.broadcast(F, x[x1 + at]);
            c10 = a1.fma(b0, c10);
            FloatVector a2 = FloatVector.broadcast(F, x[x2 + at]);
            c20 = a2.fma(b0, c20);
            FloatVector a3 = FloatVector.broadcast(F, x[x3 + at]);
            c30 = a3.fma(b0, c30);
            FloatVector a4 = FloatVector.broadcast(F, x[x4 + at]);
            c40 = a4.fma(b0, c40);
            FloatVector a5 = FloatVector.broadcast(F, x[x5 + at]);
            c50 = a5.fma(b0, c50);
            FloatVector a6 = FloatVector.broadcast(F, x[x6 + at]);
            c60 = a6.fma(b0, c60);
            FloatVector a7 = FloatVector.broadcast(F, x[x7 + at]);
            c70 = a7.fma(b0, c70);
            FloatVector a8 = FloatVector.broadcast(F, x[x8 + at]);
            c80 = a8.fma(b0, c80);
        }
        if (add) {
            c00 = FloatVector.fromArray(F, c, co).add(c00);
            c10 = FloatVector.fromArray(F, c, co + ldc).add(c10);
            c20 = FloatVector.fromArray(F, c, co + 2 * ldc).add(c20);
            c30 = FloatVector.fromArray(F, c, co + 3 * ldc).add(c30);
            c40 = FloatVector.fromArray(F, c, co + 4 * ldc).add(c40);
            c50 = FloatVector.fromArray(F, c, co + 5 * ldc).add(c50);
            c60 = FloatVector.fromArray(F, c, co + 6 * ldc).add(c60);
            c70 = FloatVector.fromArray(F, c, co + 7 * ldc).add(c70);
            c80 = FloatVector.fromArray(F, c, co + 8 * ldc).add(c80);
        }
        c00.intoArray(c, co);
        c10.intoArray(c, co + ldc);
        c20.intoArray(c, co + 2 * ldc);
        c30.intoArray(c, co + 3 * ldc);
        c40.intoArray(c, co + 4 * ldc);
        c50.intoArray(c, co + 5 * ldc);
        c60.intoArray(c, co + 6 * ldc);
        c70.intoArray(c, co + 7 * ldc);
        c80.intoArray(c, co + 8 * ldc);
    }
}

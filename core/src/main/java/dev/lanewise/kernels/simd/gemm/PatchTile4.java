package dev.lanewise.kernels.simd.gemm;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import dev.lanewise.kernels.GemmKernels;
import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernel of 4 rows of patches by 2 vectors; contract as in
 * {@link dev.lanewise.kernels.TapKernels#patches} for a whole tile.
 */
final class PatchTile4 {
    private PatchTile4() {}

    static void run(
            int k, float[] x, int xo, int[] table, int rows, int first, float[] b, int bo, int ldb, float[] c, int co,
            int ldc, boolean add) {
        int x0 = xo + table[rows];
        int x1 = xo + table[rows + 1];
        int x2 = xo + table[rows + 2];
        int x3 = xo + table[rows + 3];
        FloatVector zero = FloatVector.zero(F);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c10 = zero;
        FloatVector c11 = zero;
        FloatVector c20 = zero;
        FloatVector c21 = zero;
        FloatVector c30 = zero;
        FloatVector c31 = zero;
        int terms = Math.min(k, GemmKernels.CHAIN);
        for (int p = 0; p < terms; p++) {
            int at = table[first + p];
            FloatVector b0 = FloatVector.fromArray(F, b, bo + p * ldb);
            FloatVector b1 = FloatVector.fromArray(F, b, bo + p * ldb + LENGTH);
            FloatVector a0 = FloatVector.broadcast(F, x[x0 + at]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(F, x[x1 + at]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(F, x[x2 + at]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(F, x[x3 + at]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
        }
        if (add) {
            c00 = FloatVector.fromArray(F, c, co).add(c00);
            c01 = FloatVector.fromArray(F, c, co + LENGTH).add(c01);
            c10 = FloatVector.fromArray(F, c, co + ldc).add(c10);
            c11 = FloatVector.fromArray(F, c, co + ldc + LENGTH).add(c11);
            c20 = FloatVector.fromArray(F, c, co + 2 * ldc).add(c20);
            c21 = FloatVector.fromArray(F, c, co + 2 * ldc + LENGTH).add(c21);
            c30 = FloatVector.fromArray(F, c, co + 3 * ldc).add(c30);
            c31 = FloatVector.fromArray(F, c, co + 3 * ldc + LENGTH).add(c31);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LENGTH);
        c10.intoArray(c, co + ldc);
        c11.intoArray(c, co + ldc + LENGTH);
        c20.intoArray(c, co + 2 * ldc);
        c21.intoArray(c, co + 2 * ldc + LENGTH);
        c30.intoArray(c, co + 3 * ldc);
        c31.intoArray(c, co + 3 * ldc + LENGTH);
    }
}

package dev.lanewise.kernels.simd.gemm;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import dev.lanewise.kernels.GemmKernels;
import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernel of 9 rows of patches by 2 vectors; contract as in
 * {@link dev.lanewise.kernels.TapKernels#patches} for a whole tile.
 */
final class PatchTile9 {
    private PatchTile9() {}

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
        FloatVector c01 = zero;
        FloatVector c10 = zero;
        FloatVector c11 = zero;
        FloatVector c20 = zero;
        FloatVector c21 = zero;
        FloatVector c30 = zero;
        FloatVector c31 = zero;
        FloatVector c40 = zero;
        FloatVector c41 = zero;
        FloatVector c50 = zero;
        FloatVector c51 = zero;
        FloatVector c60 = zero;
        FloatVector c61 = zero;
        FloatVector c70 = zero;
        FloatVector c71 = zero;
        FloatVector c80 = zero;
        FloatVector c81 = zero;
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
            FloatVector a4 = FloatVector.broadcast(F, x[x4 + at]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(F, x[x5 + at]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            FloatVector a6 = FloatVector.broadcast(F, x[x6 + at]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            FloatVector a7 = FloatVector.broadcast(F, x[x7 + at]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
            FloatVector a8 = FloatVector.broadcast(F, x[x8 + at]);
            c80 = a8.fma(b0, c80);
            c81 = a8.fma(b1, c81);
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
            c40 = FloatVector.fromArray(F, c, co + 4 * ldc).add(c40);
            c41 = FloatVector.fromArray(F, c, co + 4 * ldc + LENGTH).add(c41);
            c50 = FloatVector.fromArray(F, c, co + 5 * ldc).add(c50);
            c51 = FloatVector.fromArray(F, c, co + 5 * ldc + LENGTH).add(c51);
            c60 = FloatVector.fromArray(F, c, co + 6 * ldc).add(c60);
            c61 = FloatVector.fromArray(F, c, co + 6 * ldc + LENGTH).add(c61);
            c70 = FloatVector.fromArray(F, c, co + 7 * ldc).add(c70);
            c71 = FloatVector.fromArray(F, c, co + 7 * ldc + LENGTH).add(c71);
            c80 = FloatVector.fromArray(F, c, co + 8 * ldc).add(c80);
            c81 = FloatVector.fromArray(F, c, co + 8 * ldc + LENGTH).add(c81);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LENGTH);
        c10.intoArray(c, co + ldc);
        c11.intoArray(c, co + ldc + LENGTH);
        c20.intoArray(c, co + 2 * ldc);
        c21.intoArray(c, co + 2 * ldc + LENGTH);
        c30.intoArray(c, co + 3 * ldc);
        c31.intoArray(c, co + 3 * ldc + LENGTH);
        c40.intoArray(c, co + 4 * ldc);
        c41.intoArray(c, co + 4 * ldc + LENGTH);
        c50.intoArray(c, co + 5 * ldc);
        c51.intoArray(c, co + 5 * ldc + LENGTH);
        c60.intoArray(c, co + 6 * ldc);
        c61.intoArray(c, co + 6 * ldc + LENGTH);
        c70.intoArray(c, co + 7 * ldc);
        c71.intoArray(c, co + 7 * ldc + LENGTH);
        c80.intoArray(c, co + 8 * ldc);
        c81.intoArray(c, co + 8 * ldc + LENGTH);
    }
}

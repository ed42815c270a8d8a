package dev.lanewise.kernels.simd.gemm;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import dev.lanewise.kernels.GemmKernels;
import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernel of 8 rows by 2 vectors on rows that are found in a table; contract as in
 * {@link dev.lanewise.kernels.TapKernels#tile} for a whole tile.
 */
final class TapTile8 {
    private TapTile8() {}

    static void run(
            int k, float[] a, int ao, float[] b, int bo, int[] rows, int first, float[] c, int co, int ldc,
            boolean add) {
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
        int terms = Math.min(k, GemmKernels.CHAIN);
        for (int p = 0; p < terms; p++) {
            int row = bo + rows[first + p];
            FloatVector b0 = FloatVector.fromArray(F, b, row);
            FloatVector b1 = FloatVector.fromArray(F, b, row + LENGTH);
            FloatVector a0 = FloatVector.broadcast(F, a[ao + p * 8]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(F, a[ao + p * 8 + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(F, a[ao + p * 8 + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(F, a[ao + p * 8 + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(F, a[ao + p * 8 + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(F, a[ao + p * 8 + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            FloatVector a6 = FloatVector.broadcast(F, a[ao + p * 8 + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            FloatVector a7 = FloatVector.broadcast(F, a[ao + p * 8 + 7]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
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
    }
}

package dev.lanewise.kernels.simd.gemm;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import dev.lanewise.kernels.GemmKernels;
import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernel of 12 rows by 2 vectors on rows that are found in a table; contract as in
 * {@link dev.lanewise.kernels.TapKernels#tile} for a whole tile.
 */
final class TapTile12 {
    private TapTile12() {}

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
        FloatVector c80 = zero;
        FloatVector c81 = zero;
        FloatVector c90 = zero;
        FloatVector c91 = zero;
        FloatVector ca0 = zero;
        FloatVector ca1 = zero;
        FloatVector cb0 = zero;
        FloatVector cb1 = zero;
        int terms = Math.min(k, GemmKernels.CHAIN);
        for (int p = 0; p < terms; p++) {
            int row = bo + rows[first + p];
            FloatVector b0 = FloatVector.fromArray(F, b, row);
            FloatVector b1 = FloatVector.fromArray(F, b, row + LENGTH);
            FloatVector a0 = FloatVector.broadcast(F, a[ao + p * 12]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(F, a[ao + p * 12 + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(F, a[ao + p * 12 + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
            FloatVector a3 = FloatVector.broadcast(F, a[ao + p * 12 + 3]);
            c30 = a3.fma(b0, c30);
            c31 = a3.fma(b1, c31);
            FloatVector a4 = FloatVector.broadcast(F, a[ao + p * 12 + 4]);
            c40 = a4.fma(b0, c40);
            c41 = a4.fma(b1, c41);
            FloatVector a5 = FloatVector.broadcast(F, a[ao + p * 12 + 5]);
            c50 = a5.fma(b0, c50);
            c51 = a5.fma(b1, c51);
            FloatVector a6 = FloatVector.broadcast(F, a[ao + p * 12 + 6]);
            c60 = a6.fma(b0, c60);
            c61 = a6.fma(b1, c61);
            FloatVector a7 = FloatVector.broadcast(F, a[ao + p * 12 + 7]);
            c70 = a7.fma(b0, c70);
            c71 = a7.fma(b1, c71);
            FloatVector a8 = FloatVector.broadcast(F, a[ao + p * 12 + 8]);
            c80 = a8.fma(b0, c80);
            c81 = a8.fma(b1, c81);
            FloatVector a9 = FloatVector.broadcast(F, a[ao + p * 12 + 9]);
            c90 = a9.fma(b0, c90);
            c91 = a9.fma(b1, c91);
            FloatVector aa = FloatVector.broadcast(F, a[ao + p * 12 + 10]);
            ca0 = aa.fma(b0, ca0);
            ca1 = aa.fma(b1, ca1);
            FloatVector ab = FloatVector.broadcast(F, a[ao + p * 12 + 11]);
            cb0 = ab.fma(b0, cb0);
            cb1 = ab.fma(b1, cb1);
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
            c90 = FloatVector.fromArray(F, c, co + 9 * ldc).add(c90);
            c91 = FloatVector.fromArray(F, c, co + 9 * ldc + LENGTH).add(c91);
            ca0 = FloatVector.fromArray(F, c, co + 10 * ldc).add(ca0);
            ca1 = FloatVector.fromArray(F, c, co + 10 * ldc + LENGTH).add(ca1);
            cb0 = FloatVector.fromArray(F, c, co + 11 * ldc).add(cb0);
            cb1 = FloatVector.fromArray(F, c, co + 11 * ldc + LENGTH).add(cb1);
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
        c90.intoArray(c, co + 9 * ldc);
        c91.intoArray(c, co + 9 * ldc + LENGTH);
        ca0.intoArray(c, co + 10 * ldc);
        ca1.intoArray(c, co + 10 * ldc + LENGTH);
        cb0.intoArray(c, co + 11 * ldc);
        cb1.intoArray(c, co + 11 * ldc + LENGTH);
    }
}

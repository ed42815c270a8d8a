package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernel of 12 rows by 2 vectors; contract as in {@link dev.lanewise.kernels.GemmKernels#tile} for a whole
 * tile. 24 accumulators: with two vectors of B and one broadcast they fill 27 of 32 registers.
 * B is packed: a distance between its rows that C2 knows is worth 5 %.
 */
final class Tile12 {
    private static final int NR = 2 * LENGTH;

    private Tile12() {}

    static void run(
            int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc, boolean resume) {
        FloatVector c00;
        FloatVector c01;
        FloatVector c10;
        FloatVector c11;
        FloatVector c20;
        FloatVector c21;
        FloatVector c30;
        FloatVector c31;
        FloatVector c40;
        FloatVector c41;
        FloatVector c50;
        FloatVector c51;
        FloatVector c60;
        FloatVector c61;
        FloatVector c70;
        FloatVector c71;
        FloatVector c80;
        FloatVector c81;
        FloatVector c90;
        FloatVector c91;
        FloatVector ca0;
        FloatVector ca1;
        FloatVector cb0;
        FloatVector cb1;
        if (resume) {
            c00 = FloatVector.fromArray(F, c, co);
            c01 = FloatVector.fromArray(F, c, co + LENGTH);
            c10 = FloatVector.fromArray(F, c, co + ldc);
            c11 = FloatVector.fromArray(F, c, co + ldc + LENGTH);
            c20 = FloatVector.fromArray(F, c, co + 2 * ldc);
            c21 = FloatVector.fromArray(F, c, co + 2 * ldc + LENGTH);
            c30 = FloatVector.fromArray(F, c, co + 3 * ldc);
            c31 = FloatVector.fromArray(F, c, co + 3 * ldc + LENGTH);
            c40 = FloatVector.fromArray(F, c, co + 4 * ldc);
            c41 = FloatVector.fromArray(F, c, co + 4 * ldc + LENGTH);
            c50 = FloatVector.fromArray(F, c, co + 5 * ldc);
            c51 = FloatVector.fromArray(F, c, co + 5 * ldc + LENGTH);
            c60 = FloatVector.fromArray(F, c, co + 6 * ldc);
            c61 = FloatVector.fromArray(F, c, co + 6 * ldc + LENGTH);
            c70 = FloatVector.fromArray(F, c, co + 7 * ldc);
            c71 = FloatVector.fromArray(F, c, co + 7 * ldc + LENGTH);
            c80 = FloatVector.fromArray(F, c, co + 8 * ldc);
            c81 = FloatVector.fromArray(F, c, co + 8 * ldc + LENGTH);
            c90 = FloatVector.fromArray(F, c, co + 9 * ldc);
            c91 = FloatVector.fromArray(F, c, co + 9 * ldc + LENGTH);
            ca0 = FloatVector.fromArray(F, c, co + 10 * ldc);
            ca1 = FloatVector.fromArray(F, c, co + 10 * ldc + LENGTH);
            cb0 = FloatVector.fromArray(F, c, co + 11 * ldc);
            cb1 = FloatVector.fromArray(F, c, co + 11 * ldc + LENGTH);
        } else {
            FloatVector zero = FloatVector.zero(F);
            c00 = zero;
            c01 = zero;
            c10 = zero;
            c11 = zero;
            c20 = zero;
            c21 = zero;
            c30 = zero;
            c31 = zero;
            c40 = zero;
            c41 = zero;
            c50 = zero;
            c51 = zero;
            c60 = zero;
            c61 = zero;
            c70 = zero;
            c71 = zero;
            c80 = zero;
            c81 = zero;
            c90 = zero;
            c91 = zero;
            ca0 = zero;
            ca1 = zero;
            cb0 = zero;
            cb1 = zero;
        }
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(F, b, bo + p * NR);
            FloatVector b1 = FloatVector.fromArray(F, b, bo + p * NR + LENGTH);
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

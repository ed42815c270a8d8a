package dev.lanewise.kernels.simd.gemm;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernel of 12 rows by one vector, for the last columns; contract as in
 * {@link dev.lanewise.kernels.GemmKernels#tile} for a panel of B that is one vector wide.
 */
final class Tile12Narrow {
    private Tile12Narrow() {}

    static void run(
            int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc, boolean add) {
        FloatVector zero = FloatVector.zero(F);
        FloatVector c0 = zero;
        FloatVector c1 = zero;
        FloatVector c2 = zero;
        FloatVector c3 = zero;
        FloatVector c4 = zero;
        FloatVector c5 = zero;
        FloatVector c6 = zero;
        FloatVector c7 = zero;
        FloatVector c8 = zero;
        FloatVector c9 = zero;
        FloatVector ca = zero;
        FloatVector cb = zero;
        for (int p = 0; p < k; p++) {
            FloatVector v = FloatVector.fromArray(F, b, bo + p * LENGTH);
            c0 = FloatVector.broadcast(F, a[ao + p * 12]).fma(v, c0);
            c1 = FloatVector.broadcast(F, a[ao + p * 12 + 1]).fma(v, c1);
            c2 = FloatVector.broadcast(F, a[ao + p * 12 + 2]).fma(v, c2);
            c3 = FloatVector.broadcast(F, a[ao + p * 12 + 3]).fma(v, c3);
            c4 = FloatVector.broadcast(F, a[ao + p * 12 + 4]).fma(v, c4);
            c5 = FloatVector.broadcast(F, a[ao + p * 12 + 5]).fma(v, c5);
            c6 = FloatVector.broadcast(F, a[ao + p * 12 + 6]).fma(v, c6);
            c7 = FloatVector.broadcast(F, a[ao + p * 12 + 7]).fma(v, c7);
            c8 = FloatVector.broadcast(F, a[ao + p * 12 + 8]).fma(v, c8);
            c9 = FloatVector.broadcast(F, a[ao + p * 12 + 9]).fma(v, c9);
            ca = FloatVector.broadcast(F, a[ao + p * 12 + 10]).fma(v, ca);
            cb = FloatVector.broadcast(F, a[ao + p * 12 + 11]).fma(v, cb);
        }
        if (add) {
            c0 = FloatVector.fromArray(F, c, co).add(c0);
            c1 = FloatVector.fromArray(F, c, co + ldc).add(c1);
            c2 = FloatVector.fromArray(F, c, co + 2 * ldc).add(c2);
            c3 = FloatVector.fromArray(F, c, co + 3 * ldc).add(c3);
            c4 = FloatVector.fromArray(F, c, co + 4 * ldc).add(c4);
            c5 = FloatVector.fromArray(F, c, co + 5 * ldc).add(c5);
            c6 = FloatVector.fromArray(F, c, co + 6 * ldc).add(c6);
            c7 = FloatVector.fromArray(F, c, co + 7 * ldc).add(c7);
            c8 = FloatVector.fromArray(F, c, co + 8 * ldc).add(c8);
            c9 = FloatVector.fromArray(F, c, co + 9 * ldc).add(c9);
            ca = FloatVector.fromArray(F, c, co + 10 * ldc).add(ca);
            cb = FloatVector.fromArray(F, c, co + 11 * ldc).add(cb);
        }
        c0.intoArray(c, co);
        c1.intoArray(c, co + ldc);
        c2.intoArray(c, co + 2 * ldc);
        c3.intoArray(c, co + 3 * ldc);
        c4.intoArray(c, co + 4 * ldc);
        c5.intoArray(c, co + 5 * ldc);
        c6.intoArray(c, co + 6 * ldc);
        c7.intoArray(c, co + 7 * ldc);
        c8.intoArray(c, co + 8 * ldc);
        c9.intoArray(c, co + 9 * ldc);
        ca.intoArray(c, co + 10 * ldc);
        cb.intoArray(c, co + 11 * ldc);
    }
}

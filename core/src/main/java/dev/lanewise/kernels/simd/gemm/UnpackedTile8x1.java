package dev.lanewise.kernels.simd.gemm;

import static dev.lanewise.kernels.simd.Lanes.F;

import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernel of 8 rows by one vector that reads A in place, for few or last columns; contract as in
 * {@link dev.lanewise.kernels.GemmUnpackedKernels#tile} for a whole tile.
 */
final class UnpackedTile8x1 {
    private UnpackedTile8x1() {}

    static void run(
            int rows, int k, float[] a, int ao, int lda, float[] b, int bo, int ldb,
            float[] c, int co, int ldc, boolean add) {
        FloatVector zero = FloatVector.zero(F);
        FloatVector c0 = zero;
        FloatVector c1 = zero;
        FloatVector c2 = zero;
        FloatVector c3 = zero;
        FloatVector c4 = zero;
        FloatVector c5 = zero;
        FloatVector c6 = zero;
        FloatVector c7 = zero;
        int last = rows - 1;
        int a1 = ao + Math.min(1, last) * lda;
        int a2 = ao + Math.min(2, last) * lda;
        int a3 = ao + Math.min(3, last) * lda;
        int a4 = ao + Math.min(4, last) * lda;
        int a5 = ao + Math.min(5, last) * lda;
        int a6 = ao + Math.min(6, last) * lda;
        int a7 = ao + Math.min(7, last) * lda;
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(F, b, bo + p * ldb);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + p]);
            c0 = x0.fma(b0, c0);
            FloatVector x1 = FloatVector.broadcast(F, a[a1 + p]);
            c1 = x1.fma(b0, c1);
            FloatVector x2 = FloatVector.broadcast(F, a[a2 + p]);
            c2 = x2.fma(b0, c2);
            FloatVector x3 = FloatVector.broadcast(F, a[a3 + p]);
            c3 = x3.fma(b0, c3);
            FloatVector x4 = FloatVector.broadcast(F, a[a4 + p]);
            c4 = x4.fma(b0, c4);
            FloatVector x5 = FloatVector.broadcast(F, a[a5 + p]);
            c5 = x5.fma(b0, c5);
            FloatVector x6 = FloatVector.broadcast(F, a[a6 + p]);
            c6 = x6.fma(b0, c6);
            FloatVector x7 = FloatVector.broadcast(F, a[a7 + p]);
            c7 = x7.fma(b0, c7);
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
        }
        c0.intoArray(c, co);
        c1.intoArray(c, co + ldc);
        c2.intoArray(c, co + 2 * ldc);
        c3.intoArray(c, co + 3 * ldc);
        c4.intoArray(c, co + 4 * ldc);
        c5.intoArray(c, co + 5 * ldc);
        c6.intoArray(c, co + 6 * ldc);
        c7.intoArray(c, co + 7 * ldc);
    }
}

package dev.lanewise.kernels.simd.gemm;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernel of 4 rows by 4 vectors that reads A in place, for the last rows; contract as in
 * {@link dev.lanewise.kernels.GemmUnpackedKernels#tile} for a whole tile.
 */
final class UnpackedTile4x4 {
    private UnpackedTile4x4() {}

    static void run(
            int rows, int k, float[] a, int ao, int lda, float[] b, int bo, int ldb,
            float[] c, int co, int ldc, boolean add) {
        FloatVector zero = FloatVector.zero(F);
        FloatVector c00 = zero;
        FloatVector c01 = zero;
        FloatVector c02 = zero;
        FloatVector c03 = zero;
        FloatVector c10 = zero;
        FloatVector c11 = zero;
        FloatVector c12 = zero;
        FloatVector c13 = zero;
        FloatVector c20 = zero;
        FloatVector c21 = zero;
        FloatVector c22 = zero;
        FloatVector c23 = zero;
        FloatVector c30 = zero;
        FloatVector c31 = zero;
        FloatVector c32 = zero;
        FloatVector c33 = zero;
        int last = rows - 1;
        int a1 = ao + Math.min(1, last) * lda;
        int a2 = ao + Math.min(2, last) * lda;
        int a3 = ao + Math.min(3, last) * lda;
        for (int p = 0; p < k; p++) {
            FloatVector b0 = FloatVector.fromArray(F, b, bo + p * ldb);
            FloatVector b1 = FloatVector.fromArray(F, b, bo + p * ldb + LENGTH);
            FloatVector b2 = FloatVector.fromArray(F, b, bo + p * ldb + 2 * LENGTH);
            FloatVector b3 = FloatVector.fromArray(F, b, bo + p * ldb + 3 * LENGTH);
            FloatVector x0 = FloatVector.broadcast(F, a[ao + p]);
            c00 = x0.fma(b0, c00);
            c01 = x0.fma(b1, c01);
            c02 = x0.fma(b2, c02);
            c03 = x0.fma(b3, c03);
            FloatVector x1 = FloatVector.broadcast(F, a[a1 + p]);
            c10 = x1.fma(b0, c10);
            c11 = x1.fma(b1, c11);
            c12 = x1.fma(b2, c12);
            c13 = x1.fma(b3, c13);
            FloatVector x2 = FloatVector.broadcast(F, a[a2 + p]);
            c20 = x2.fma(b0, c20);
            c21 = x2.fma(b1, c21);
            c22 = x2.fma(b2, c22);
            c23 = x2.fma(b3, c23);
            FloatVector x3 = FloatVector.broadcast(F, a[a3 + p]);
            c30 = x3.fma(b0, c30);
            c31 = x3.fma(b1, c31);
            c32 = x3.fma(b2, c32);
            c33 = x3.fma(b3, c33);
        }
        if (add) {
            c00 = FloatVector.fromArray(F, c, co).add(c00);
            c01 = FloatVector.fromArray(F, c, co + LENGTH).add(c01);
            c02 = FloatVector.fromArray(F, c, co + 2 * LENGTH).add(c02);
            c03 = FloatVector.fromArray(F, c, co + 3 * LENGTH).add(c03);
            c10 = FloatVector.fromArray(F, c, co + ldc).add(c10);
            c11 = FloatVector.fromArray(F, c, co + ldc + LENGTH).add(c11);
            c12 = FloatVector.fromArray(F, c, co + ldc + 2 * LENGTH).add(c12);
            c13 = FloatVector.fromArray(F, c, co + ldc + 3 * LENGTH).add(c13);
            c20 = FloatVector.fromArray(F, c, co + 2 * ldc).add(c20);
            c21 = FloatVector.fromArray(F, c, co + 2 * ldc + LENGTH).add(c21);
            c22 = FloatVector.fromArray(F, c, co + 2 * ldc + 2 * LENGTH).add(c22);
            c23 = FloatVector.fromArray(F, c, co + 2 * ldc + 3 * LENGTH).add(c23);
            c30 = FloatVector.fromArray(F, c, co + 3 * ldc).add(c30);
            c31 = FloatVector.fromArray(F, c, co + 3 * ldc + LENGTH).add(c31);
            c32 = FloatVector.fromArray(F, c, co + 3 * ldc + 2 * LENGTH).add(c32);
            c33 = FloatVector.fromArray(F, c, co + 3 * ldc + 3 * LENGTH).add(c33);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LENGTH);
        c02.intoArray(c, co + 2 * LENGTH);
        c03.intoArray(c, co + 3 * LENGTH);
        c10.intoArray(c, co + ldc);
        c11.intoArray(c, co + ldc + LENGTH);
        c12.intoArray(c, co + ldc + 2 * LENGTH);
        c13.intoArray(c, co + ldc + 3 * LENGTH);
        c20.intoArray(c, co + 2 * ldc);
        c21.intoArray(c, co + 2 * ldc + LENGTH);
        c22.intoArray(c, co + 2 * ldc + 2 * LENGTH);
        c23.intoArray(c, co + 2 * ldc + 3 * LENGTH);
        c30.intoArray(c, co + 3 * ldc);
        c31.intoArray(c, co + 3 * ldc + LENGTH);
        c32.intoArray(c, co + 3 * ldc + 2 * LENGTH);
        c33.intoArray(c, co + 3 * ldc + 3 * LENGTH);
    }
}

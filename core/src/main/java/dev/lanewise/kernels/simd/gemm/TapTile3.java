package dev.lanewise.kernels.simd.gemm;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import dev.lanewise.kernels.GemmKernels;
import jdk.incubator.vector.FloatVector;

/**
 * The micro-kernel of 3 rows by 2 vectors on rows that are found in a table; contract as in
 * {@link dev.lanewise.kernels.TapKernels#tile} for a whole tile.
 */
final class TapTile3 {
    private TapTile3() {}

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
        int terms = Math.min(k, GemmKernels.CHAIN);
        for (int p = 0; p < terms; p++) {
            int row = bo + rows[first + p];
            FloatVector b0 = FloatVector.fromArray(F, b, row);
            FloatVector b1 = FloatVector.fromArray(F, b, row + LENGTH);
            FloatVector a0 = FloatVector.broadcast(F, a[ao + p * 3]);
            c00 = a0.fma(b0, c00);
            c01 = a0.fma(b1, c01);
            FloatVector a1 = FloatVector.broadcast(F, a[ao + p * 3 + 1]);
            c10 = a1.fma(b0, c10);
            c11 = a1.fma(b1, c11);
            FloatVector a2 = FloatVector.broadcast(F, a[ao + p * 3 + 2]);
            c20 = a2.fma(b0, c20);
            c21 = a2.fma(b1, c21);
        }
        if (add) {
            c00 = FloatVector.fromArray(F, c, co).add(c00);
            c01 = FloatVector.fromArray(F, c, co + LENGTH).add(c01);
            c10 = FloatVector.fromArray(F, c, co + ldc).add(c10);
            c11 = FloatVector.fromArray(F, c, co + ldc + LENGTH).add(c11);
            c20 = FloatVector.fromArray(F, c, co + 2 * ldc).add(c20);
            c21 = FloatVector.fromArray(F, c, co + 2 * ldc + LENGTH).add(c21);
        }
        c00.intoArray(c, co);
        c01.intoArray(c, co + LENGTH);
        c10.intoArray(c, co + ldc);
        c11.intoArray(c, co + ldc + LENGTH);
        c20.intoArray(c, co + 2 * ldc);
        c21.intoArray(c, co + 2 * ldc + LENGTH);
    }
}

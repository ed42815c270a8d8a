package dev.lanewise.kernels.simd.gemm;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Rows times matrices, {@link dev.lanewise.kernels.GemmKernels#rowsTimesMatrices}: pairs of vectors of C row by row,
 * and for the last columns one vector of eight rows at a time, to hide latency.
 */
final class RowsTimesMatrices {
    private static final int ROWS = 8;

    private RowsTimesMatrices() {}

    static void run(
            int count, int n, int k, float[] a, int ao, int ai, int as, float[] b, int bo, int bi, int ldb,
            float[] c, int co) {
        int pairs = count < ROWS ? n : n - n % (2 * LENGTH);
        for (int i = 0; i < count && pairs > 0; i++) {
            RowTimesMatrix.run(pairs, k, a, ao + i * ai, as, b, bo + i * bi, ldb, c, co + i * n);
        }
        if (pairs == n) {
            return;
        }
        for (int next = 0; next < count; next += ROWS) {
            int i = Math.min(next, count - ROWS); // recomputes some of the last rows rather than go one by one
            int last = bo + (i + ROWS - 1) * bi;
            for (int j = pairs; j < n; j += LENGTH) {
                // A whole vector of the last rows may reach beyond the array.
                int whole = Math.clamp(Math.floorDiv(b.length - LENGTH - last - j, ldb) + 1L, 0, k);
                eight(
                        Math.min(LENGTH, n - j), k, whole, a, ao + i * ai, ai, as, b, bo + i * bi + j, bi, ldb,
                        c, co + i * n + j, n);
            }
        }
    }

    /** Reads whole vectors of the first rows of the matrices, even beyond column n. */
    private static void eight(
            int n, int k, int whole, float[] a, int ao, int ai, int as, float[] b, int bo, int bi, int ldb,
            float[] c, int co, int ci) {
        FloatVector zero = FloatVector.zero(F);
        FloatVector c0 = zero;
        FloatVector c1 = zero;
        FloatVector c2 = zero;
        FloatVector c3 = zero;
        FloatVector c4 = zero;
        FloatVector c5 = zero;
        FloatVector c6 = zero;
        FloatVector c7 = zero;
        int a1 = ao + ai;
        int a2 = a1 + ai;
        int a3 = a2 + ai;
        int a4 = a3 + ai;
        int a5 = a4 + ai;
        int a6 = a5 + ai;
        int a7 = a6 + ai;
        int b1 = bo + bi;
        int b2 = b1 + bi;
        int b3 = b2 + bi;
        int b4 = b3 + bi;
        int b5 = b4 + bi;
        int b6 = b5 + bi;
        int b7 = b6 + bi;
        for (int p = 0; p < whole; p++) {
            int x = p * as;
            int y = p * ldb;
            c0 = FloatVector.broadcast(F, a[ao + x]).fma(FloatVector.fromArray(F, b, bo + y), c0);
            c1 = FloatVector.broadcast(F, a[a1 + x]).fma(FloatVector.fromArray(F, b, b1 + y), c1);
            c2 = FloatVector.broadcast(F, a[a2 + x]).fma(FloatVector.fromArray(F, b, b2 + y), c2);
            c3 = FloatVector.broadcast(F, a[a3 + x]).fma(FloatVector.fromArray(F, b, b3 + y), c3);
            c4 = FloatVector.broadcast(F, a[a4 + x]).fma(FloatVector.fromArray(F, b, b4 + y), c4);
            c5 = FloatVector.broadcast(F, a[a5 + x]).fma(FloatVector.fromArray(F, b, b5 + y), c5);
            c6 = FloatVector.broadcast(F, a[a6 + x]).fma(FloatVector.fromArray(F, b, b6 + y), c6);
            c7 = FloatVector.broadcast(F, a[a7 + x]).fma(FloatVector.fromArray(F, b, b7 + y), c7);
        }
        VectorMask<Float> mask = F.indexInRange(0, n);
        for (int p = whole; p < k; p++) {
            int x = p * as;
            int y = p * ldb;
            c0 = FloatVector.broadcast(F, a[ao + x]).fma(FloatVector.fromArray(F, b, bo + y, mask), c0);
            c1 = FloatVector.broadcast(F, a[a1 + x]).fma(FloatVector.fromArray(F, b, b1 + y, mask), c1);
            c2 = FloatVector.broadcast(F, a[a2 + x]).fma(FloatVector.fromArray(F, b, b2 + y, mask), c2);
            c3 = FloatVector.broadcast(F, a[a3 + x]).fma(FloatVector.fromArray(F, b, b3 + y, mask), c3);
            c4 = FloatVector.broadcast(F, a[a4 + x]).fma(FloatVector.fromArray(F, b, b4 + y, mask), c4);
            c5 = FloatVector.broadcast(F, a[a5 + x]).fma(FloatVector.fromArray(F, b, b5 + y, mask), c5);
            c6 = FloatVector.broadcast(F, a[a6 + x]).fma(FloatVector.fromArray(F, b, b6 + y, mask), c6);
            c7 = FloatVector.broadcast(F, a[a7 + x]).fma(FloatVector.fromArray(F, b, b7 + y, mask), c7);
        }
        c0.intoArray(c, co, mask);
        c1.intoArray(c, co + ci, mask);
        c2.intoArray(c, co + 2 * ci, mask);
        c3.intoArray(c, co + 3 * ci, mask);
        c4.intoArray(c, co + 4 * ci, mask);
        c5.intoArray(c, co + 5 * ci, mask);
        c6.intoArray(c, co + 6 * ci, mask);
        c7.intoArray(c, co + 7 * ci, mask);
    }
}

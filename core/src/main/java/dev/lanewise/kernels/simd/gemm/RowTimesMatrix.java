package dev.lanewise.kernels.simd.gemm;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import dev.lanewise.kernels.GemmKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * A row times a matrix, {@link dev.lanewise.kernels.GemmKernels#rowTimesMatrix}: eight vectors of C at a time, as that
 * many chains are needed to hide the latency of a fused multiply-add, and the prefetcher can follow reads of a few
 * adjacent cache lines.
 */
final class RowTimesMatrix {
    private static final int WIDE = 8 * LENGTH;

    private RowTimesMatrix() {}

    static void run(
            int n, int k, float[] a, int ao, int as, float[] b, int bo, int ldb, float[] c, int co) {
        int j = 0;
        for (; j + WIDE <= n; j += WIDE) {
            wide(k, a, ao, as, b, bo + j, ldb, c, co + j);
        }
        for (; j + 2 * LENGTH <= n; j += 2 * LENGTH) {
            for (int p = 0; p < k; p += GemmKernels.CHAIN) {
                pair(Math.min(GemmKernels.CHAIN, k - p), a, ao + p * as, as, b, bo + p * ldb + j, ldb, c, co + j,
                        p > 0);
            }
        }
        for (; j < n; j += LENGTH) {
            for (int p = 0; p < k; p += GemmKernels.CHAIN) {
                one(
                        Math.min(LENGTH, n - j), Math.min(GemmKernels.CHAIN, k - p), a, ao + p * as, as,
                        b, bo + p * ldb + j, ldb, c, co + j, p > 0);
            }
        }
    }

    /** Eight vectors of C. The chains are cut here: a call for each would cost short products 5 %. */
    private static void wide(int k, float[] a, int ao, int as, float[] b, int bo, int ldb, float[] c, int co) {
        FloatVector zero = FloatVector.zero(F);
        for (int q = 0; q < k; q += GemmKernels.CHAIN) {
            FloatVector c0 = zero;
            FloatVector c1 = zero;
            FloatVector c2 = zero;
            FloatVector c3 = zero;
            FloatVector c4 = zero;
            FloatVector c5 = zero;
            FloatVector c6 = zero;
            FloatVector c7 = zero;
            int end = Math.min(k, q + GemmKernels.CHAIN);
            for (int p = q; p < end; p++) {
                FloatVector v = FloatVector.broadcast(F, a[ao + p * as]);
                int row = bo + p * ldb;
                c0 = v.fma(FloatVector.fromArray(F, b, row), c0);
                c1 = v.fma(FloatVector.fromArray(F, b, row + LENGTH), c1);
                c2 = v.fma(FloatVector.fromArray(F, b, row + 2 * LENGTH), c2);
                c3 = v.fma(FloatVector.fromArray(F, b, row + 3 * LENGTH), c3);
                c4 = v.fma(FloatVector.fromArray(F, b, row + 4 * LENGTH), c4);
                c5 = v.fma(FloatVector.fromArray(F, b, row + 5 * LENGTH), c5);
                c6 = v.fma(FloatVector.fromArray(F, b, row + 6 * LENGTH), c6);
                c7 = v.fma(FloatVector.fromArray(F, b, row + 7 * LENGTH), c7);
            }
            if (q > 0) {
                c0 = FloatVector.fromArray(F, c, co).add(c0);
                c1 = FloatVector.fromArray(F, c, co + LENGTH).add(c1);
                c2 = FloatVector.fromArray(F, c, co + 2 * LENGTH).add(c2);
                c3 = FloatVector.fromArray(F, c, co + 3 * LENGTH).add(c3);
                c4 = FloatVector.fromArray(F, c, co + 4 * LENGTH).add(c4);
                c5 = FloatVector.fromArray(F, c, co + 5 * LENGTH).add(c5);
                c6 = FloatVector.fromArray(F, c, co + 6 * LENGTH).add(c6);
                c7 = FloatVector.fromArray(F, c, co + 7 * LENGTH).add(c7);
            }
            c0.intoArray(c, co);
            c1.intoArray(c, co + LENGTH);
            c2.intoArray(c, co + 2 * LENGTH);
            c3.intoArray(c, co + 3 * LENGTH);
            c4.intoArray(c, co + 4 * LENGTH);
            c5.intoArray(c, co + 5 * LENGTH);
            c6.intoArray(c, co + 6 * LENGTH);
            c7.intoArray(c, co + 7 * LENGTH);
        }
    }

    private static void pair(
            int k, float[] a, int ao, int as, float[] b, int bo, int ldb, float[] c, int co, boolean add) {
        FloatVector c0 = FloatVector.zero(F);
        FloatVector c1 = c0;
        for (int p = 0; p < k; p++) {
            FloatVector v = FloatVector.broadcast(F, a[ao + p * as]);
            c0 = v.fma(FloatVector.fromArray(F, b, bo + p * ldb), c0);
            c1 = v.fma(FloatVector.fromArray(F, b, bo + p * ldb + LENGTH), c1);
        }
        (add ? FloatVector.fromArray(F, c, co).add(c0) : c0).intoArray(c, co);
        (add ? FloatVector.fromArray(F, c, co + LENGTH).add(c1) : c1).intoArray(c, co + LENGTH);
    }

    private static void one(
            int n, int k, float[] a, int ao, int as, float[] b, int bo, int ldb, float[] c, int co, boolean add) {
        VectorMask<Float> mask = F.indexInRange(0, n);
        FloatVector sum = FloatVector.zero(F);
        for (int p = 0; p < k; p++) {
            FloatVector v = FloatVector.broadcast(F, a[ao + p * as]);
            sum = v.fma(FloatVector.fromArray(F, b, bo + p * ldb, mask), sum);
        }
        (add ? FloatVector.fromArray(F, c, co, mask).add(sum) : sum).intoArray(c, co, mask);
    }
}

package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * A row times a matrix, {@link dev.lanewise.kernels.GemmKernels#rowTimesMatrix}: eight vectors of C at a time, for as
 * many chains are needed to hide the latency of a fused multiply-add, and reading a few cache lines side by side lets
 * the prefetcher follow.
 */
final class RowTimesMatrix {
    private static final int WIDE = 8 * LENGTH;

    private RowTimesMatrix() {}

    static void run(
            int n, int k, float[] a, int ao, int as, float[] b, int bo, int ldb, float[] c, int co, boolean resume) {
        int j = 0;
        for (; j + WIDE <= n; j += WIDE) {
            wide(k, a, ao, as, b, bo + j, ldb, c, co + j, resume);
        }
        for (; j + 2 * LENGTH <= n; j += 2 * LENGTH) {
            pair(k, a, ao, as, b, bo + j, ldb, c, co + j, resume);
        }
        for (; j < n; j += LENGTH) {
            one(Math.min(LENGTH, n - j), k, a, ao, as, b, bo + j, ldb, c, co + j, resume);
        }
    }

    private static void wide(
            int k, float[] a, int ao, int as, float[] b, int bo, int ldb, float[] c, int co, boolean resume) {
        FloatVector zero = FloatVector.zero(F);
        FloatVector c0 = resume ? FloatVector.fromArray(F, c, co) : zero;
        FloatVector c1 = resume ? FloatVector.fromArray(F, c, co + LENGTH) : zero;
        FloatVector c2 = resume ? FloatVector.fromArray(F, c, co + 2 * LENGTH) : zero;
        FloatVector c3 = resume ? FloatVector.fromArray(F, c, co + 3 * LENGTH) : zero;
        FloatVector c4 = resume ? FloatVector.fromArray(F, c, co + 4 * LENGTH) : zero;
        FloatVector c5 = resume ? FloatVector.fromArray(F, c, co + 5 * LENGTH) : zero;
        FloatVector c6 = resume ? FloatVector.fromArray(F, c, co + 6 * LENGTH) : zero;
        FloatVector c7 = resume ? FloatVector.fromArray(F, c, co + 7 * LENGTH) : zero;
        for (int p = 0; p < k; p++) {
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
        c0.intoArray(c, co);
        c1.intoArray(c, co + LENGTH);
        c2.intoArray(c, co + 2 * LENGTH);
        c3.intoArray(c, co + 3 * LENGTH);
        c4.intoArray(c, co + 4 * LENGTH);
        c5.intoArray(c, co + 5 * LENGTH);
        c6.intoArray(c, co + 6 * LENGTH);
        c7.intoArray(c, co + 7 * LENGTH);
    }

    private static void pair(
            int k, float[] a, int ao, int as, float[] b, int bo, int ldb, float[] c, int co, boolean resume) {
        FloatVector zero = FloatVector.zero(F);
        FloatVector c0 = resume ? FloatVector.fromArray(F, c, co) : zero;
        FloatVector c1 = resume ? FloatVector.fromArray(F, c, co + LENGTH) : zero;
        for (int p = 0; p < k; p++) {
            FloatVector v = FloatVector.broadcast(F, a[ao + p * as]);
            c0 = v.fma(FloatVector.fromArray(F, b, bo + p * ldb), c0);
            c1 = v.fma(FloatVector.fromArray(F, b, bo + p * ldb + LENGTH), c1);
        }
        c0.intoArray(c, co);
        c1.intoArray(c, co + LENGTH);
    }

    private static void one(
            int n, int k, float[] a, int ao, int as, float[] b, int bo, int ldb, float[] c, int co, boolean resume) {
        VectorMask<Float> mask = F.indexInRange(0, n);
        FloatVector sum = resume ? FloatVector.fromArray(F, c, co, mask) : FloatVector.zero(F);
        for (int p = 0; p < k; p++) {
            FloatVector v = FloatVector.broadcast(F, a[ao + p * as]);
            sum = v.fma(FloatVector.fromArray(F, b, bo + p * ldb, mask), sum);
        }
        sum.intoArray(c, co, mask);
    }
}

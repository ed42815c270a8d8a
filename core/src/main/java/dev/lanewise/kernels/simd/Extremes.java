package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.I;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.MAX;
import static jdk.incubator.vector.VectorOperators.MIN;

import dev.lanewise.kernels.scalar.ScalarReduceKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * Largest and smallest elements. A maximum that knows NaN and the order of zeros takes six instructions that wait for
 * each other. Here a compare and a blend find the largest of what is no NaN, the largest size, as an int, tells
 * whether there was one, and the sign of a zero is looked for only when the result is zero.
 *
 * <p>The smallest are written out too: as the largest of the negated, C2 stopped inlining and boxed vectors.
 */
final class Extremes {
    private static final ScalarReduceKernels REST = new ScalarReduceKernels();

    /** What bits a size has. */
    static final int SIZE = Integer.MAX_VALUE;

    /** The largest size of a number; those of NaN are larger. */
    static final int INFINITY = Float.floatToRawIntBits(Float.POSITIVE_INFINITY);

    private Extremes() {}

    /** The largest of a run; NaN if any element is, -infinity for an empty run. */
    static float max(float[] x, int xo, int n) {
        if (n < LENGTH) {
            return REST.max(x, xo, n);
        }
        FloatVector none = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        FloatVector a = none;
        FloatVector b = none;
        FloatVector c = none;
        FloatVector d = none;
        IntVector sizeA = IntVector.zero(I);
        IntVector sizeB = sizeA;
        int i = 0;
        for (; i <= n - 4 * LENGTH; i += 4 * LENGTH) {
            FloatVector s = FloatVector.fromArray(F, x, xo + i);
            FloatVector t = FloatVector.fromArray(F, x, xo + i + LENGTH);
            FloatVector u = FloatVector.fromArray(F, x, xo + i + 2 * LENGTH);
            FloatVector v = FloatVector.fromArray(F, x, xo + i + 3 * LENGTH);
            a = a.blend(s, s.compare(GT, a));
            b = b.blend(t, t.compare(GT, b));
            c = c.blend(u, u.compare(GT, c));
            d = d.blend(v, v.compare(GT, d));
            sizeA = sizeA.max(s.reinterpretAsInts().and(SIZE)).max(t.reinterpretAsInts().and(SIZE));
            sizeB = sizeB.max(u.reinterpretAsInts().and(SIZE)).max(v.reinterpretAsInts().and(SIZE));
        }
        a = a.blend(c, c.compare(GT, a));
        b = b.blend(d, d.compare(GT, b));
        for (; i <= n - LENGTH; i += LENGTH) {
            FloatVector s = FloatVector.fromArray(F, x, xo + i);
            a = a.blend(s, s.compare(GT, a));
            sizeA = sizeA.max(s.reinterpretAsInts().and(SIZE));
        }
        if (i < n) {
            FloatVector t = FloatVector.fromArray(F, x, xo + n - LENGTH); // overlaps the vector before
            b = b.blend(t, t.compare(GT, b));
            sizeB = sizeB.max(t.reinterpretAsInts().and(SIZE));
        }
        a = a.blend(b, b.compare(GT, a));
        a = a.blend(Float.NaN, sizeA.max(sizeB).compare(GT, INFINITY).cast(F));
        float extreme = a.reduceLanes(MAX);
        return extreme == 0 ? zero(0f, x, xo, 1, n) : extreme;
    }

    /** The smallest of a run; NaN if any element is, +infinity for an empty run. */
    static float min(float[] x, int xo, int n) {
        if (n < LENGTH) {
            return REST.min(x, xo, n);
        }
        FloatVector none = FloatVector.broadcast(F, Float.POSITIVE_INFINITY);
        FloatVector a = none;
        FloatVector b = none;
        FloatVector c = none;
        FloatVector d = none;
        IntVector sizeA = IntVector.zero(I);
        IntVector sizeB = sizeA;
        int i = 0;
        for (; i <= n - 4 * LENGTH; i += 4 * LENGTH) {
            FloatVector s = FloatVector.fromArray(F, x, xo + i);
            FloatVector t = FloatVector.fromArray(F, x, xo + i + LENGTH);
            FloatVector u = FloatVector.fromArray(F, x, xo + i + 2 * LENGTH);
            FloatVector v = FloatVector.fromArray(F, x, xo + i + 3 * LENGTH);
            a = a.blend(s, s.compare(LT, a));
            b = b.blend(t, t.compare(LT, b));
            c = c.blend(u, u.compare(LT, c));
            d = d.blend(v, v.compare(LT, d));
            sizeA = sizeA.max(s.reinterpretAsInts().and(SIZE)).max(t.reinterpretAsInts().and(SIZE));
            sizeB = sizeB.max(u.reinterpretAsInts().and(SIZE)).max(v.reinterpretAsInts().and(SIZE));
        }
        a = a.blend(c, c.compare(LT, a));
        b = b.blend(d, d.compare(LT, b));
        for (; i <= n - LENGTH; i += LENGTH) {
            FloatVector s = FloatVector.fromArray(F, x, xo + i);
            a = a.blend(s, s.compare(LT, a));
            sizeA = sizeA.max(s.reinterpretAsInts().and(SIZE));
        }
        if (i < n) {
            FloatVector t = FloatVector.fromArray(F, x, xo + n - LENGTH); // overlaps the vector before
            b = b.blend(t, t.compare(LT, b));
            sizeB = sizeB.max(t.reinterpretAsInts().and(SIZE));
        }
        a = a.blend(b, b.compare(LT, a));
        a = a.blend(Float.NaN, sizeA.max(sizeB).compare(GT, INFINITY).cast(F));
        float extreme = a.reduceLanes(MIN);
        return extreme == 0 ? zero(-0f, x, xo, 1, n) : extreme;
    }

    /** The largest of each column; NaN if any element is. */
    static void maxRows(float[] x, int xo, int stride, int rows, int cols, float[] y, int yo) {
        boolean hasZero = false;
        int j = 0;
        for (; j <= cols - 2 * LENGTH; j += 2 * LENGTH) {
            FloatVector a = FloatVector.fromArray(F, x, xo + j);
            FloatVector b = FloatVector.fromArray(F, x, xo + j + LENGTH);
            IntVector sizeA = a.reinterpretAsInts().and(SIZE);
            IntVector sizeB = b.reinterpretAsInts().and(SIZE);
            for (int i = 1; i < rows; i++) {
                int at = xo + j + i * stride;
                FloatVector u = FloatVector.fromArray(F, x, at);
                FloatVector v = FloatVector.fromArray(F, x, at + LENGTH);
                a = a.blend(u, u.compare(GT, a));
                b = b.blend(v, v.compare(GT, b));
                sizeA = sizeA.max(u.reinterpretAsInts().and(SIZE));
                sizeB = sizeB.max(v.reinterpretAsInts().and(SIZE));
            }
            a = a.blend(Float.NaN, sizeA.compare(GT, INFINITY).cast(F));
            b = b.blend(Float.NaN, sizeB.compare(GT, INFINITY).cast(F));
            hasZero |= a.compare(EQ, 0).or(b.compare(EQ, 0)).anyTrue();
            a.intoArray(y, yo + j);
            b.intoArray(y, yo + j + LENGTH);
        }
        for (; j < cols; j += LENGTH) {
            VectorMask<Float> rest = F.indexInRange(j, cols);
            FloatVector a = FloatVector.fromArray(F, x, xo + j, rest);
            for (int i = 1; i < rows; i++) {
                a = a.max(FloatVector.fromArray(F, x, xo + j + i * stride, rest));
            }
            a.intoArray(y, yo + j, rest);
        }
        if (hasZero) {
            zeros(0f, x, xo, stride, rows, cols, y, yo);
        }
    }

    /** The smallest of each column; NaN if any element is. */
    static void minRows(float[] x, int xo, int stride, int rows, int cols, float[] y, int yo) {
        boolean hasZero = false;
        int j = 0;
        for (; j <= cols - 2 * LENGTH; j += 2 * LENGTH) {
            FloatVector a = FloatVector.fromArray(F, x, xo + j);
            FloatVector b = FloatVector.fromArray(F, x, xo + j + LENGTH);
            IntVector sizeA = a.reinterpretAsInts().and(SIZE);
            IntVector sizeB = b.reinterpretAsInts().and(SIZE);
            for (int i = 1; i < rows; i++) {
                int at = xo + j + i * stride;
                FloatVector u = FloatVector.fromArray(F, x, at);
                FloatVector v = FloatVector.fromArray(F, x, at + LENGTH);
                a = a.blend(u, u.compare(LT, a));
                b = b.blend(v, v.compare(LT, b));
                sizeA = sizeA.max(u.reinterpretAsInts().and(SIZE));
                sizeB = sizeB.max(v.reinterpretAsInts().and(SIZE));
            }
            a = a.blend(Float.NaN, sizeA.compare(GT, INFINITY).cast(F));
            b = b.blend(Float.NaN, sizeB.compare(GT, INFINITY).cast(F));
            hasZero |= a.compare(EQ, 0).or(b.compare(EQ, 0)).anyTrue();
            a.intoArray(y, yo + j);
            b.intoArray(y, yo + j + LENGTH);
        }
        for (; j < cols; j += LENGTH) {
            VectorMask<Float> rest = F.indexInRange(j, cols);
            FloatVector a = FloatVector.fromArray(F, x, xo + j, rest);
            for (int i = 1; i < rows; i++) {
                a = a.min(FloatVector.fromArray(F, x, xo + j + i * stride, rest));
            }
            a.intoArray(y, yo + j, rest);
        }
        if (hasZero) {
            zeros(-0f, x, xo, stride, rows, cols, y, yo);
        }
    }

    private static void zeros(
            float wins, float[] x, int xo, int stride, int rows, int cols, float[] y, int yo) {
        for (int j = 0; j < cols; j++) {
            if (y[yo + j] == 0) {
                y[yo + j] = zero(wins, x, xo + j, stride, rows);
            }
        }
    }

    /** The zero that wins over the other one, if it is there, else the other one. */
    private static float zero(float wins, float[] x, int xo, int stride, int n) {
        int bits = Float.floatToRawIntBits(wins);
        for (int i = 0, at = xo; i < n; i++, at += stride) {
            if (Float.floatToRawIntBits(x[at]) == bits) {
                return wins;
            }
        }
        return -wins;
    }
}

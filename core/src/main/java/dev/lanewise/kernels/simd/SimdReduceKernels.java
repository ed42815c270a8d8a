package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import dev.lanewise.kernels.ReduceKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * Reductions on vectors. Reductions over rows keep a strip of columns in registers and walk down the rows, so each
 * element and each accumulator is loaded once.
 */
public final class SimdReduceKernels implements ReduceKernels {

    @Override
    public float sum(float[] x, int xo, int n) {
        return LaneTree.sum(x, xo, n);
    }

    @Override
    public float max(float[] x, int xo, int n) {
        FloatVector none = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        FloatVector a = none;
        FloatVector b = none;
        int i = 0;
        if (n >= 4 * LENGTH) {
            FloatVector c = none;
            FloatVector d = none;
            for (; i <= n - 4 * LENGTH; i += 4 * LENGTH) {
                a = a.max(FloatVector.fromArray(F, x, xo + i));
                b = b.max(FloatVector.fromArray(F, x, xo + i + LENGTH));
                c = c.max(FloatVector.fromArray(F, x, xo + i + 2 * LENGTH));
                d = d.max(FloatVector.fromArray(F, x, xo + i + 3 * LENGTH));
            }
            a = a.max(c);
            b = b.max(d);
        }
        for (; i <= n - LENGTH; i += LENGTH) {
            a = a.max(FloatVector.fromArray(F, x, xo + i));
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            b = b.max(none.blend(FloatVector.fromArray(F, x, xo + i, rest), rest));
        }
        return SimdMath.largestLane(a.max(b));
    }

    @Override
    public float min(float[] x, int xo, int n) {
        FloatVector none = FloatVector.broadcast(F, Float.POSITIVE_INFINITY);
        FloatVector a = none;
        FloatVector b = none;
        int i = 0;
        if (n >= 4 * LENGTH) {
            FloatVector c = none;
            FloatVector d = none;
            for (; i <= n - 4 * LENGTH; i += 4 * LENGTH) {
                a = a.min(FloatVector.fromArray(F, x, xo + i));
                b = b.min(FloatVector.fromArray(F, x, xo + i + LENGTH));
                c = c.min(FloatVector.fromArray(F, x, xo + i + 2 * LENGTH));
                d = d.min(FloatVector.fromArray(F, x, xo + i + 3 * LENGTH));
            }
            a = a.min(c);
            b = b.min(d);
        }
        for (; i <= n - LENGTH; i += LENGTH) {
            a = a.min(FloatVector.fromArray(F, x, xo + i));
        }
        if (i < n) {
            VectorMask<Float> rest = F.indexInRange(i, n);
            b = b.min(none.blend(FloatVector.fromArray(F, x, xo + i, rest), rest));
        }
        return a.min(b).reduceLanes(VectorOperators.MIN);
    }

    @Override
    public void addRows(float[] x, int xo, int stride, int rows, int cols, float[] acc, int ao) {
        int j = 0;
        for (; j <= cols - 4 * LENGTH; j += 4 * LENGTH) {
            FloatVector a = FloatVector.fromArray(F, acc, ao + j);
            FloatVector b = FloatVector.fromArray(F, acc, ao + j + LENGTH);
            FloatVector c = FloatVector.fromArray(F, acc, ao + j + 2 * LENGTH);
            FloatVector d = FloatVector.fromArray(F, acc, ao + j + 3 * LENGTH);
            for (int i = 0; i < rows; i++) {
                int at = xo + j + i * stride;
                a = a.add(FloatVector.fromArray(F, x, at));
                b = b.add(FloatVector.fromArray(F, x, at + LENGTH));
                c = c.add(FloatVector.fromArray(F, x, at + 2 * LENGTH));
                d = d.add(FloatVector.fromArray(F, x, at + 3 * LENGTH));
            }
            a.intoArray(acc, ao + j);
            b.intoArray(acc, ao + j + LENGTH);
            c.intoArray(acc, ao + j + 2 * LENGTH);
            d.intoArray(acc, ao + j + 3 * LENGTH);
        }
        for (; j < cols; j += LENGTH) {
            VectorMask<Float> rest = F.indexInRange(j, cols);
            FloatVector a = FloatVector.fromArray(F, acc, ao + j, rest);
            for (int i = 0; i < rows; i++) {
                a = a.add(FloatVector.fromArray(F, x, xo + j + i * stride, rest));
            }
            a.intoArray(acc, ao + j, rest);
        }
    }

    @Override
    public void maxRows(float[] x, int xo, int stride, int rows, int cols, float[] acc, int ao) {
        for (int j = 0; j < cols; j += LENGTH) {
            VectorMask<Float> rest = F.indexInRange(j, cols);
            FloatVector a = FloatVector.fromArray(F, acc, ao + j, rest);
            for (int i = 0; i < rows; i++) {
                a = a.max(FloatVector.fromArray(F, x, xo + j + i * stride, rest));
            }
            a.intoArray(acc, ao + j, rest);
        }
    }

    @Override
    public void minRows(float[] x, int xo, int stride, int rows, int cols, float[] acc, int ao) {
        for (int j = 0; j < cols; j += LENGTH) {
            VectorMask<Float> rest = F.indexInRange(j, cols);
            FloatVector a = FloatVector.fromArray(F, acc, ao + j, rest);
            for (int i = 0; i < rows; i++) {
                a = a.min(FloatVector.fromArray(F, x, xo + j + i * stride, rest));
            }
            a.intoArray(acc, ao + j, rest);
        }
    }
}

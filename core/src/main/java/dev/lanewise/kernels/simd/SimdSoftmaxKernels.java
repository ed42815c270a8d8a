package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.GT;

import dev.lanewise.kernels.SoftmaxKernels;
import dev.lanewise.kernels.scalar.ScalarMath;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Softmax over rows on vectors. A row that fits one vector takes one masked step. */
public final class SimdSoftmaxKernels implements SoftmaxKernels {
    private static final SimdReduceKernels REDUCE = new SimdReduceKernels();

    @Override
    public void softmax(float[] x, int xo, float[] y, int yo, int rows, int cols) {
        for (int i = 0; i < rows; i++) {
            int from = xo + i * cols;
            normalise(x, from, largest(x, from, cols), y, yo + i * cols, cols);
        }
    }

    @Override
    public void logSoftmax(float[] x, int xo, float[] y, int yo, int rows, int cols) {
        for (int i = 0; i < rows; i++) {
            int from = xo + i * cols;
            int to = yo + i * cols;
            float max = REDUCE.max(x, from, cols);
            float logSum = ScalarMath.log(exponentials(x, from, max, y, to, cols));
            int j = 0;
            for (; j <= cols - LENGTH; j += LENGTH) {
                FloatVector.fromArray(F, x, from + j).sub(max).sub(logSum).intoArray(y, to + j);
            }
            if (j < cols) {
                VectorMask<Float> rest = F.indexInRange(j, cols);
                FloatVector.fromArray(F, x, from + j, rest).sub(max).sub(logSum).intoArray(y, to + j, rest);
            }
        }
    }

    @Override
    public void crossEntropy(
            float[] x, int xo, int[] labels, int labelOffset, int ignored, float[] loss, int lo, float[] p, int po,
            int rows, int cols) {
        if (cols <= LENGTH) {
            NarrowRows.exponentials(x, xo, p, po, rows, cols);
            NarrowRows.sums(p, po, loss, lo, rows, cols);
            NarrowRows.divide(p, po, loss, lo, rows, cols);
            for (int i = 0; i < rows; i++) { // one number per row: not worth vector code
                loss[lo + i] = ScalarMath.log(loss[lo + i]);
            }
            NarrowRows.subtractLogits(x, xo, labels, labelOffset, ignored, loss, lo, rows, cols);
            NarrowRows.clear(labels, labelOffset, ignored, loss, lo, p, po, rows, cols);
            return;
        }
        for (int i = 0; i < rows; i++) {
            int from = xo + i * cols;
            int to = po + i * cols;
            int label = labels[labelOffset + i];
            if (label == ignored) {
                loss[lo + i] = 0;
                Arrays.fill(p, to, to + cols, 0);
                continue;
            }
            float max = largest(x, from, cols);
            float sum = normalise(x, from, max, p, to, cols);
            loss[lo + i] = ScalarMath.log(sum) - (x[from + label] - max);
        }
    }

    @Override
    public void crossEntropyGradient(
            float[] p, int po, int[] labels, int labelOffset, int ignored, float[] grad, int go, int gs, float[] o,
            int oo, int rows, int cols) {
        int whole = F.loopBound(cols);
        VectorMask<Float> rest = F.indexInRange(whole, cols);
        for (int i = 0; i < rows; i++) {
            float g = grad[go + i * gs];
            int from = po + i * cols;
            int to = oo + i * cols;
            int label = labels[labelOffset + i];
            if (label == ignored) {
                Arrays.fill(o, to, to + cols, 0);
                continue;
            }
            for (int j = 0; j < whole; j += LENGTH) {
                FloatVector.fromArray(F, p, from + j).mul(g).intoArray(o, to + j);
            }
            if (whole < cols) {
                FloatVector.fromArray(F, p, from + whole, rest).mul(g).intoArray(o, to + whole, rest);
            }
            o[to + label] = (p[from + label] - 1) * g;
        }
    }

    /**
     * The maximum, except for the sign of a zero and NaN, which it skips: neither affects {@code exp(x[j] - m)} and
     * sums of that, so one compare and one blend per vector suffice.
     */
    static float largest(float[] x, int xo, int n) {
        FloatVector none = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        FloatVector a = none;
        FloatVector b = none;
        int j = 0;
        for (; j <= n - 2 * LENGTH; j += 2 * LENGTH) {
            FloatVector v = FloatVector.fromArray(F, x, xo + j);
            FloatVector w = FloatVector.fromArray(F, x, xo + j + LENGTH);
            a = a.blend(v, v.compare(GT, a));
            b = b.blend(w, w.compare(GT, b));
        }
        if (j <= n - LENGTH) {
            FloatVector v = FloatVector.fromArray(F, x, xo + j);
            a = a.blend(v, v.compare(GT, a));
        }
        if (n >= LENGTH) {
            FloatVector w = FloatVector.fromArray(F, x, xo + n - LENGTH); // overlaps the vector before
            b = b.blend(w, w.compare(GT, b));
        } else {
            VectorMask<Float> row = F.indexInRange(0, n);
            b = none.blend(FloatVector.fromArray(F, x, xo, row), row);
        }
        return SimdMath.largestLane(a.blend(b, b.compare(GT, a)));
    }

    /** Writes {@code exp(x[j] - max) / s} and returns {@code s}. */
    static float normalise(float[] x, int xo, float max, float[] y, int yo, int n) {
        if (n <= LENGTH) {
            return normaliseOneVector(x, xo, max, y, yo, n);
        }
        float sum = exponentials(x, xo, max, y, yo, n);
        divide(y, yo, sum, n);
        return sum;
    }

    /** The quotients of {@link SoftmaxKernels}, in place. */
    private static void divide(float[] y, int yo, float sum, int n) {
        FloatVector by = FloatVector.broadcast(F, -sum);
        FloatVector inverse = FloatVector.broadcast(F, 1 / sum);
        int j = 0;
        for (; j <= n - LENGTH; j += LENGTH) {
            FloatVector e = FloatVector.fromArray(F, y, yo + j);
            FloatVector q = e.mul(inverse);
            q.lanewise(FMA, by, e).lanewise(FMA, inverse, q).intoArray(y, yo + j);
        }
        if (j < n) {
            VectorMask<Float> rest = F.indexInRange(j, n);
            FloatVector e = FloatVector.fromArray(F, y, yo + j, rest);
            FloatVector q = e.mul(inverse);
            q.lanewise(FMA, by, e).lanewise(FMA, inverse, q).intoArray(y, yo + j, rest);
        }
    }

    private static float normaliseOneVector(float[] x, int xo, float max, float[] y, int yo, int n) {
        VectorMask<Float> row = F.indexInRange(0, n);
        SimdMath.exp(FloatVector.fromArray(F, x, xo, row).sub(max)).intoArray(y, yo, row);
        float sum = LaneTree.sum(y, yo, n);
        divide(y, yo, sum, n);
        return sum;
    }

    /** Writes {@code e[j] = exp(x[j] - max)} and returns their sum. */
    private static float exponentials(float[] x, int xo, float max, float[] e, int eo, int n) {
        int j = 0;
        for (; j <= n - LENGTH; j += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, x, xo + j).sub(max);
            if (SimdMath.isFarFromZero(v)) {
                MapTails.expOfDifference(x, xo + j, max, e, eo + j, LENGTH);
            } else {
                SimdMath.expNear(v).intoArray(e, eo + j);
            }
        }
        if (j < n) {
            MapTails.expOfDifference(x, xo + j, max, e, eo + j, n - j);
        }
        return LaneTree.sum(e, eo, n);
    }
}

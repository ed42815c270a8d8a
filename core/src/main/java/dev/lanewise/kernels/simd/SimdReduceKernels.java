package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.NE;
import static jdk.incubator.vector.VectorOperators.XOR;

import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.scalar.ScalarReduceKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * Reductions on vectors. Reductions over rows keep a strip of columns in registers and walk down the rows, so each
 * element and each accumulator is loaded once.
 */
public final class SimdReduceKernels implements ReduceKernels {
    private static final ScalarReduceKernels REST = new ScalarReduceKernels();

    @Override
    public float sum(float[] x, int xo, int n) {
        return LaneTree.sum(x, xo, n);
    }

    @Override
    public float max(float[] x, int xo, int n) {
        return Extremes.max(x, xo, n);
    }

    @Override
    public float min(float[] x, int xo, int n) {
        return Extremes.min(x, xo, n);
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
    public void maxRows(float[] x, int xo, int stride, int rows, int cols, float[] y, int yo) {
        Extremes.maxRows(x, xo, stride, rows, cols, y, yo);
    }

    @Override
    public void minRows(float[] x, int xo, int stride, int rows, int cols, float[] y, int yo) {
        Extremes.minRows(x, xo, stride, rows, cols, y, yo);
    }

    @Override
    public void extremeRows(
            boolean smallest, float[] x, int xo, int stride, int count, int cols, int[] rows, int ro) {
        int sign = smallest ? Integer.MIN_VALUE : 0; // the smallest is the largest of the negated
        int j = 0;
        for (; j <= cols - 2 * LENGTH; j += 2 * LENGTH) {
            FloatVector a = signed(FloatVector.fromArray(F, x, xo + j), sign);
            FloatVector b = signed(FloatVector.fromArray(F, x, xo + j + LENGTH), sign);
            IntVector sizes = a.reinterpretAsInts().and(Extremes.SIZE).max(b.reinterpretAsInts().and(Extremes.SIZE));
            IntVector rowsA = IntVector.zero(Lanes.I);
            IntVector rowsB = IntVector.zero(Lanes.I);
            for (int i = 1; i < count; i++) {
                int at = xo + j + i * stride;
                FloatVector c = signed(FloatVector.fromArray(F, x, at), sign);
                FloatVector d = signed(FloatVector.fromArray(F, x, at + LENGTH), sign);
                VectorMask<Float> winsA = c.compare(GT, a);
                VectorMask<Float> winsB = d.compare(GT, b);
                rowsA = rowsA.blend(i, winsA.cast(Lanes.I));
                rowsB = rowsB.blend(i, winsB.cast(Lanes.I));
                a = a.blend(c, winsA);
                b = b.blend(d, winsB);
                sizes = sizes.max(c.reinterpretAsInts().and(Extremes.SIZE))
                        .max(d.reinterpretAsInts().and(Extremes.SIZE));
            }
            rowsA.intoArray(rows, ro + j);
            rowsB.intoArray(rows, ro + j + LENGTH);
            if (sizes.compare(GT, Extremes.INFINITY).anyTrue()) { // a NaN, which wins
                REST.extremeRows(smallest, x, xo + j, stride, count, 2 * LENGTH, rows, ro + j);
            }
        }
        for (; j < cols; j += LENGTH) {
            VectorMask<Float> rest = F.indexInRange(j, cols);
            FloatVector a = signed(FloatVector.fromArray(F, x, xo + j, rest), sign);
            IntVector rowsA = IntVector.zero(Lanes.I);
            for (int i = 1; i < count; i++) {
                FloatVector c = signed(FloatVector.fromArray(F, x, xo + j + i * stride, rest), sign);
                VectorMask<Float> wins = c.compare(LE, a).not().andNot(a.compare(NE, a));
                rowsA = rowsA.blend(i, wins.cast(Lanes.I));
                a = a.blend(c, wins);
            }
            rowsA.intoArray(rows, ro + j, rest.cast(Lanes.I));
        }
    }

    @Override
    public int find(float[] x, int xo, int n, float value) {
        boolean none = Float.isNaN(value);
        int i = 0;
        for (; i <= n - LENGTH; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, x, xo + i);
            VectorMask<Float> found = none ? v.compare(NE, v) : v.compare(EQ, value);
            if (found.anyTrue()) {
                return i + found.firstTrue();
            }
        }
        return i + REST.find(x, xo + i, n - i, value);
    }

    private static FloatVector signed(FloatVector x, int sign) {
        return x.reinterpretAsInts().lanewise(XOR, sign).reinterpretAsFloats();
    }
}

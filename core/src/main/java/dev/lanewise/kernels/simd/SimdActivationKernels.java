package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.scalar.Coefficients.SILU_LOW;
import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.lanewise.kernels.ActivationKernels;
import dev.lanewise.kernels.scalar.ScalarActivationKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * Bias, activation and gradients on vectors. The bias is added in strips of columns, whose part of the bias stays in
 * registers on the way down the rows. The gradient of silu takes two loops, the first of which leaves the sigmoid in
 * the output, to stay short enough for C2 ({@link SimdMath}). The scalar loop does the last elements.
 */
public final class SimdActivationKernels implements ActivationKernels {
    private static final ScalarActivationKernels REST = new ScalarActivationKernels();

    @Override
    public void addBias(float[] c, int co, int ldc, int rows, int cols, float[] bias, int bo) {
        int j = 0;
        for (; j <= cols - 4 * LENGTH; j += 4 * LENGTH) {
            FloatVector b0 = FloatVector.fromArray(F, bias, bo + j);
            FloatVector b1 = FloatVector.fromArray(F, bias, bo + j + LENGTH);
            FloatVector b2 = FloatVector.fromArray(F, bias, bo + j + 2 * LENGTH);
            FloatVector b3 = FloatVector.fromArray(F, bias, bo + j + 3 * LENGTH);
            for (int i = 0; i < rows; i++) {
                int at = co + j + i * ldc;
                FloatVector.fromArray(F, c, at).add(b0).intoArray(c, at);
                FloatVector.fromArray(F, c, at + LENGTH).add(b1).intoArray(c, at + LENGTH);
                FloatVector.fromArray(F, c, at + 2 * LENGTH).add(b2).intoArray(c, at + 2 * LENGTH);
                FloatVector.fromArray(F, c, at + 3 * LENGTH).add(b3).intoArray(c, at + 3 * LENGTH);
            }
        }
        for (; j < cols; j += LENGTH) {
            VectorMask<Float> rest = F.indexInRange(j, cols);
            FloatVector b = FloatVector.fromArray(F, bias, bo + j, rest);
            for (int i = 0; i < rows; i++) {
                int at = co + j + i * ldc;
                FloatVector.fromArray(F, c, at, rest).add(b).intoArray(c, at, rest);
            }
        }
    }

    @Override
    public void addBiasRelu(float[] c, int co, int ldc, int rows, int cols, float[] bias, int bo) {
        int j = 0;
        for (; j <= cols - 2 * LENGTH; j += 2 * LENGTH) {
            FloatVector b0 = FloatVector.fromArray(F, bias, bo + j);
            FloatVector b1 = FloatVector.fromArray(F, bias, bo + j + LENGTH);
            for (int i = 0; i < rows; i++) {
                int at = co + j + i * ldc;
                FloatVector u = FloatVector.fromArray(F, c, at).add(b0);
                FloatVector v = FloatVector.fromArray(F, c, at + LENGTH).add(b1);
                u.blend(0f, u.compare(LE, 0f)).intoArray(c, at);
                v.blend(0f, v.compare(LE, 0f)).intoArray(c, at + LENGTH);
            }
        }
        for (; j < cols; j += LENGTH) {
            VectorMask<Float> rest = F.indexInRange(j, cols);
            FloatVector b = FloatVector.fromArray(F, bias, bo + j, rest);
            for (int i = 0; i < rows; i++) {
                int at = co + j + i * ldc;
                FloatVector v = FloatVector.fromArray(F, c, at, rest).add(b);
                v.blend(0f, v.compare(LE, 0f)).intoArray(c, at, rest);
            }
        }
    }

    @Override
    public void reluGradient(float[] g, int go, float[] y, int yo, float[] o, int oo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            VectorMask<Float> off = FloatVector.fromArray(F, y, yo + i).compare(LE, 0f);
            FloatVector.fromArray(F, g, go + i).blend(0f, off).intoArray(o, oo + i);
        }
        REST.reluGradient(g, go + i, y, yo + i, o, oo + i, n - i);
    }

    @Override
    public void tanhGradient(float[] g, int go, float[] y, int yo, float[] o, int oo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, y, yo + i);
            FloatVector slope = broadcast(F, 1f).sub(v.mul(v));
            FloatVector.fromArray(F, g, go + i).mul(slope).intoArray(o, oo + i);
        }
        REST.tanhGradient(g, go + i, y, yo + i, o, oo + i, n - i);
    }

    @Override
    public void sigmoidGradient(float[] g, int go, float[] y, int yo, float[] o, int oo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, y, yo + i);
            FloatVector u = FloatVector.fromArray(F, g, go + i).mul(v);
            u.mul(broadcast(F, 1f).sub(v)).intoArray(o, oo + i);
        }
        REST.sigmoidGradient(g, go + i, y, yo + i, o, oo + i, n - i);
    }

    @Override
    public void geluGradient(float[] g, int go, float[] x, int xo, float[] o, int oo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector slope = SimdErf.geluSlope(FloatVector.fromArray(F, x, xo + i));
            slope.mul(FloatVector.fromArray(F, g, go + i)).intoArray(o, oo + i);
        }
        REST.geluGradient(g, go + i, x, xo + i, o, oo + i, n - i);
    }

    @Override
    public void geluTanhGradient(float[] g, int go, float[] x, int xo, float[] o, int oo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector slope = SimdGeluTanh.slope(FloatVector.fromArray(F, x, xo + i));
            slope.mul(FloatVector.fromArray(F, g, go + i)).intoArray(o, oo + i);
        }
        REST.geluTanhGradient(g, go + i, x, xo + i, o, oo + i, n - i);
    }

    @Override
    public void siluGradient(float[] g, int go, float[] x, int xo, float[] o, int oo, int n) {
        int end = F.loopBound(n);
        for (int i = 0; i < end; i += LENGTH) {
            SimdMath.sigmoid(FloatVector.fromArray(F, x, xo + i)).intoArray(o, oo + i);
        }
        for (int i = 0; i < end; i += LENGTH) {
            FloatVector s = FloatVector.fromArray(F, o, oo + i);
            FloatVector v = FloatVector.fromArray(F, x, xo + i);
            FloatVector near = v.blend(SILU_LOW, v.compare(LT, SILU_LOW)).blend(-SILU_LOW, v.compare(GT, -SILU_LOW));
            FloatVector rest = broadcast(F, 1f).sub(s).mul(near).add(1f);
            FloatVector.fromArray(F, g, go + i).mul(s).mul(rest).intoArray(o, oo + i);
        }
        REST.siluGradient(g, go + end, x, xo + end, o, oo + end, n - end);
    }
}

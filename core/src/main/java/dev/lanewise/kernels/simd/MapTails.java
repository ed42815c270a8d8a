package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;

import dev.lanewise.kernels.scalar.ScalarMapKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/**
 * The last elements, fewer than a vector, of the longer functions of {@link SimdMapKernels}, in one masked step: one by
 * one they would take longer than some hundred in vectors. Kept apart from the loops, into which C2 would otherwise
 * stop inlining.
 */
final class MapTails {
    /** For arguments that vectors cannot do. */
    private static final ScalarMapKernels FAR = new ScalarMapKernels();

    private MapTails() {}

    static void exp(float[] x, int xo, float[] y, int yo, int n) {
        VectorMask<Float> rest = F.indexInRange(0, n);
        SimdMath.exp(FloatVector.fromArray(F, x, xo, rest)).intoArray(y, yo, rest);
    }

    static void log(float[] x, int xo, float[] y, int yo, int n) {
        VectorMask<Float> rest = F.indexInRange(0, n);
        SimdMath.log(FloatVector.fromArray(F, x, xo, rest)).intoArray(y, yo, rest);
    }

    static void tanh(float[] x, int xo, float[] y, int yo, int n) {
        VectorMask<Float> rest = F.indexInRange(0, n);
        SimdMath.tanh(FloatVector.fromArray(F, x, xo, rest)).intoArray(y, yo, rest);
    }

    static void sin(float[] x, int xo, float[] y, int yo, int n) {
        VectorMask<Float> rest = F.indexInRange(0, n);
        FloatVector v = FloatVector.fromArray(F, x, xo, rest);
        if (SimdTrigonometry.isFar(v)) {
            FAR.sin(x, xo, y, yo, n);
        } else {
            SimdTrigonometry.sinNear(v).intoArray(y, yo, rest);
        }
    }

    static void cos(float[] x, int xo, float[] y, int yo, int n) {
        VectorMask<Float> rest = F.indexInRange(0, n);
        FloatVector v = FloatVector.fromArray(F, x, xo, rest);
        if (SimdTrigonometry.isFar(v)) {
            FAR.cos(x, xo, y, yo, n);
        } else {
            SimdTrigonometry.cosNear(v).intoArray(y, yo, rest);
        }
    }

    static void sigmoid(float[] x, int xo, float[] y, int yo, int n) {
        VectorMask<Float> rest = F.indexInRange(0, n);
        SimdMath.sigmoid(FloatVector.fromArray(F, x, xo, rest)).intoArray(y, yo, rest);
    }

    static void gelu(float[] x, int xo, float[] y, int yo, int n) {
        VectorMask<Float> rest = F.indexInRange(0, n);
        SimdErf.gelu(FloatVector.fromArray(F, x, xo, rest)).intoArray(y, yo, rest);
    }

    static void geluTanh(float[] x, int xo, float[] y, int yo, int n) {
        VectorMask<Float> rest = F.indexInRange(0, n);
        SimdGeluTanh.geluTanh(FloatVector.fromArray(F, x, xo, rest)).intoArray(y, yo, rest);
    }

    static void silu(float[] x, int xo, float[] y, int yo, int n) {
        VectorMask<Float> rest = F.indexInRange(0, n);
        SimdMath.silu(FloatVector.fromArray(F, x, xo, rest)).intoArray(y, yo, rest);
    }

    /** {@code y[yo + j] = exp(x[xo + j] - max)}. */
    static void expOfDifference(float[] x, int xo, float max, float[] y, int yo, int n) {
        VectorMask<Float> rest = F.indexInRange(0, n);
        SimdMath.exp(FloatVector.fromArray(F, x, xo, rest).sub(max)).intoArray(y, yo, rest);
    }
}

package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.ABS;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NEG;
import static jdk.incubator.vector.VectorOperators.SQRT;

import dev.lanewise.kernels.MapKernels;
import dev.lanewise.kernels.loops.MapClass;
import dev.lanewise.kernels.scalar.ScalarMapKernels;
import java.lang.invoke.MethodHandles;
import jdk.incubator.vector.FloatVector;

/** Functions of one argument on vectors; the scalar loop does the last elements. */
public final class SimdMapKernels implements MapKernels {
    private static final ScalarMapKernels REST = new ScalarMapKernels();

    @Override
    public void neg(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector.fromArray(F, x, xo + i).lanewise(NEG).intoArray(y, yo + i);
        }
        REST.neg(x, xo + i, y, yo + i, n - i);
    }

    @Override
    public void abs(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector.fromArray(F, x, xo + i).lanewise(ABS).intoArray(y, yo + i);
        }
        REST.abs(x, xo + i, y, yo + i, n - i);
    }

    @Override
    public void sign(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, x, xo + i);
            v.blend(1f, v.compare(GT, 0f)).blend(-1f, v.compare(LT, 0f)).intoArray(y, yo + i);
        }
        REST.sign(x, xo + i, y, yo + i, n - i);
    }

    @Override
    public void square(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, x, xo + i);
            v.mul(v).intoArray(y, yo + i);
        }
        REST.square(x, xo + i, y, yo + i, n - i);
    }

    @Override
    public void sqrt(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector.fromArray(F, x, xo + i).lanewise(SQRT).intoArray(y, yo + i);
        }
        REST.sqrt(x, xo + i, y, yo + i, n - i);
    }

    @Override
    public void rsqrt(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            broadcast(F, 1f).div(FloatVector.fromArray(F, x, xo + i).lanewise(SQRT)).intoArray(y, yo + i);
        }
        REST.rsqrt(x, xo + i, y, yo + i, n - i);
    }

    @Override
    public void reciprocal(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            broadcast(F, 1f).div(FloatVector.fromArray(F, x, xo + i)).intoArray(y, yo + i);
        }
        REST.reciprocal(x, xo + i, y, yo + i, n - i);
    }

    @Override
    public void exp(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, x, xo + i);
            if (SimdMath.isFarFromZero(v)) {
                MapTails.exp(x, xo + i, y, yo + i, LENGTH);
            } else {
                SimdMath.expNear(v).intoArray(y, yo + i);
            }
        }
        if (i < n) {
            MapTails.exp(x, xo + i, y, yo + i, n - i);
        }
    }

    @Override
    public void log(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            SimdMath.log(FloatVector.fromArray(F, x, xo + i)).intoArray(y, yo + i);
        }
        if (i < n) {
            MapTails.log(x, xo + i, y, yo + i, n - i);
        }
    }

    @Override
    public void tanh(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            SimdMath.tanh(FloatVector.fromArray(F, x, xo + i)).intoArray(y, yo + i);
        }
        if (i < n) {
            MapTails.tanh(x, xo + i, y, yo + i, n - i);
        }
    }

    @Override
    public void sin(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, x, xo + i);
            if (SimdTrigonometry.isFar(v)) {
                REST.sin(x, xo + i, y, yo + i, LENGTH);
            } else {
                SimdTrigonometry.sinNear(v).intoArray(y, yo + i);
            }
        }
        if (i < n) {
            MapTails.sin(x, xo + i, y, yo + i, n - i);
        }
    }

    @Override
    public void cos(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, x, xo + i);
            if (SimdTrigonometry.isFar(v)) {
                REST.cos(x, xo + i, y, yo + i, LENGTH);
            } else {
                SimdTrigonometry.cosNear(v).intoArray(y, yo + i);
            }
        }
        if (i < n) {
            MapTails.cos(x, xo + i, y, yo + i, n - i);
        }
    }

    @Override
    public void sigmoid(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            SimdMath.sigmoid(FloatVector.fromArray(F, x, xo + i)).intoArray(y, yo + i);
        }
        if (i < n) {
            MapTails.sigmoid(x, xo + i, y, yo + i, n - i);
        }
    }

    @Override
    public void relu(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            FloatVector v = FloatVector.fromArray(F, x, xo + i);
            v.blend(0f, v.compare(LE, 0f)).intoArray(y, yo + i);
        }
        REST.relu(x, xo + i, y, yo + i, n - i);
    }

    @Override
    public void gelu(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            SimdErf.gelu(FloatVector.fromArray(F, x, xo + i)).intoArray(y, yo + i);
        }
        if (i < n) {
            MapTails.gelu(x, xo + i, y, yo + i, n - i);
        }
    }

    @Override
    public void geluTanh(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            SimdGeluTanh.geluTanh(FloatVector.fromArray(F, x, xo + i)).intoArray(y, yo + i);
        }
        if (i < n) {
            MapTails.geluTanh(x, xo + i, y, yo + i, n - i);
        }
    }

    @Override
    public void silu(float[] x, int xo, float[] y, int yo, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            SimdMath.silu(FloatVector.fromArray(F, x, xo + i)).intoArray(y, yo + i);
        }
        if (i < n) {
            MapTails.silu(x, xo + i, y, yo + i, n - i);
        }
    }

    @Override
    public Loop generated(String function) {
        return MapClass.define(MethodHandles.lookup(), Loop.class, function, new SimdLoopWriter());
    }
}

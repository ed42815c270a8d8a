package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.scalar.Coefficients.*;
import static dev.lanewise.kernels.simd.Lanes.F;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.ABS;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.GT;

import dev.lanewise.kernels.scalar.ScalarErf;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** {@link ScalarErf} lane by lane. */
final class SimdErf {
    private SimdErf() {}

    public static FloatVector erf(FloatVector x) {
        FloatVector a = SimdMath.atMost(x.lanewise(ABS), ERF_HIGH);
        FloatVector y = oneMinusErfc(a);
        FloatVector s = a.mul(a);
        FloatVector p = broadcast(F, ERF_10)
                .lanewise(FMA, s, ERF_8)
                .lanewise(FMA, s, ERF_6)
                .lanewise(FMA, s, ERF_4)
                .lanewise(FMA, s, ERF_2)
                .lanewise(FMA, s, ERF_0);
        IntVector sign = x.reinterpretAsInts().and(SIGN);
        return a.fma(p, a).blend(y, a.compare(GT, ERF_SPLIT)).reinterpretAsInts().or(sign).reinterpretAsFloats();
    }

    private static FloatVector oneMinusErfc(FloatVector a) {
        FloatVector p = broadcast(F, ERFC_6)
                .lanewise(FMA, a, ERFC_5)
                .lanewise(FMA, a, ERFC_4)
                .lanewise(FMA, a, ERFC_3)
                .lanewise(FMA, a, ERFC_2)
                .lanewise(FMA, a, ERFC_1);
        FloatVector z = a.mul(p);
        FloatVector t = SimdMath.round(z);
        FloatVector e = SimdMath.expNearZero(SimdMath.remainder(z, t));
        return SimdMath.powerOfTwo(t, 0).neg().lanewise(FMA, e, 1f);
    }

    public static FloatVector gelu(FloatVector x) {
        FloatVector a = SimdMath.atMost(x.lanewise(ABS), GELU_HIGH);
        FloatVector square = a.mul(a);
        FloatVector z = square.mul(-0.5f);
        FloatVector t = SimdMath.round(z);
        FloatVector lost = a.fma(a, square.neg());
        FloatVector r = lost.lanewise(FMA, broadcast(F, -0.5f), SimdMath.remainder(z, t));
        FloatVector e = SimdMath.expm1NearZero(r);
        FloatVector half = SimdMath.halfPower(t);
        FloatVector rest = SimdMath.restPower(t);
        FloatVector p = broadcast(F, GELU_P4)
                .lanewise(FMA, a, GELU_P3)
                .lanewise(FMA, a, GELU_P2)
                .lanewise(FMA, a, GELU_P1)
                .lanewise(FMA, a, GELU_P0);
        FloatVector q = broadcast(F, GELU_Q5)
                .lanewise(FMA, a, GELU_Q4)
                .lanewise(FMA, a, GELU_Q3)
                .lanewise(FMA, a, GELU_Q2)
                .lanewise(FMA, a, GELU_Q1)
                .lanewise(FMA, a, 1f);
        FloatVector v = a.mul(p);
        FloatVector left = v.fma(e, v).div(q).mul(half).mul(rest);
        return x.blend(-0f, x.lt(0f)).sub(left);
    }

    static FloatVector geluSlope(FloatVector x) {
        FloatVector a = SimdMath.atMost(x.lanewise(ABS), GELU_HIGH);
        FloatVector square = a.mul(a);
        FloatVector z = square.mul(-0.5f);
        FloatVector t = SimdMath.round(z);
        FloatVector lost = a.fma(a, square.neg());
        FloatVector r = lost.lanewise(FMA, broadcast(F, -0.5f), SimdMath.remainder(z, t));
        FloatVector e = SimdMath.expm1NearZero(r);
        FloatVector half = SimdMath.halfPower(t);
        FloatVector rest = SimdMath.restPower(t);
        FloatVector p = broadcast(F, GELU_P4)
                .lanewise(FMA, a, GELU_P3)
                .lanewise(FMA, a, GELU_P2)
                .lanewise(FMA, a, GELU_P1)
                .lanewise(FMA, a, GELU_P0);
        FloatVector q = broadcast(F, GELU_Q5)
                .lanewise(FMA, a, GELU_Q4)
                .lanewise(FMA, a, GELU_Q3)
                .lanewise(FMA, a, GELU_Q2)
                .lanewise(FMA, a, GELU_Q1)
                .lanewise(FMA, a, 1f);
        FloatVector d = a.lanewise(FMA, broadcast(F, -ONE_OVER_ROOT_TWO_PI), p.div(q));
        FloatVector s = d.fma(e, d).mul(half).mul(rest);
        return broadcast(F, 1f).sub(s).blend(s, x.lt(0f));
    }
}

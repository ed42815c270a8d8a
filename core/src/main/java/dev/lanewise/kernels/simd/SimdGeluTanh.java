package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.scalar.Coefficients.*;
import static dev.lanewise.kernels.simd.Lanes.F;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.ABS;
import static jdk.incubator.vector.VectorOperators.FMA;

import dev.lanewise.kernels.scalar.ScalarGeluTanh;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** {@link ScalarGeluTanh} lane by lane. */
final class SimdGeluTanh {
    private SimdGeluTanh() {}

    public static FloatVector geluTanh(FloatVector x) {
        FloatVector a = SimdMath.atMost(x.lanewise(ABS), GELU_TANH_HIGH);
        FloatVector square = a.mul(a);
        FloatVector q = square.lanewise(FMA, GELU_TANH_3, GELU_TANH_1);
        FloatVector z = a.mul(q).neg();
        FloatVector t = SimdMath.round(z);
        FloatVector p = SimdMath.expm1NearZero(remainder(a, square, q, z, t));
        FloatVector half = SimdMath.halfPower(t);
        FloatVector rest = SimdMath.restPower(t);
        FloatVector one = p.add(1f).mul(half).mul(rest).add(1f);
        VectorMask<Float> negative = x.lt(0f);
        FloatVector v = a.neg();
        FloatVector y = x.blend(v.fma(p, v), negative).div(one);
        return y.blend(y.mul(half).mul(rest), negative);
    }

    static FloatVector slope(FloatVector x) {
        FloatVector a = SimdMath.atMost(x.lanewise(ABS), GELU_TANH_HIGH);
        FloatVector square = a.mul(a);
        FloatVector q = square.lanewise(FMA, GELU_TANH_3, GELU_TANH_1);
        FloatVector z = a.mul(q).neg();
        FloatVector t = SimdMath.round(z);
        FloatVector p = SimdMath.expm1NearZero(remainder(a, square, q, z, t));
        FloatVector half = SimdMath.halfPower(t);
        FloatVector rest = SimdMath.restPower(t);
        FloatVector w = p.add(1f).mul(half).mul(rest);
        FloatVector one = w.add(1f);
        FloatVector k = a.mul(square.lanewise(FMA, GELU_TANH_SLOPE_3, GELU_TANH_SLOPE_1));
        FloatVector d = one.sub(k);
        VectorMask<Float> negative = x.lt(0f);
        FloatVector slope = k.fma(w, one).blend(d.fma(p, d), negative).div(one.mul(one));
        return slope.blend(slope.mul(half).mul(rest), negative);
    }

    private static FloatVector remainder(
            FloatVector a, FloatVector square, FloatVector q, FloatVector z, FloatVector t) {
        FloatVector low = a.fma(a, square.neg())
                .lanewise(FMA, broadcast(F, GELU_TANH_3), square.lanewise(FMA, GELU_TANH_3_LO, GELU_TANH_1_LO));
        FloatVector lost = square.lanewise(FMA, broadcast(F, GELU_TANH_3), q.neg().add(GELU_TANH_1)).add(low);
        return a.neg().fma(lost, SimdMath.remainder(z, t).sub(a.fma(q, z)));
    }
}

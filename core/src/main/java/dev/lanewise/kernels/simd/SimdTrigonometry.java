package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.scalar.ScalarTrigonometry.*;
import static dev.lanewise.kernels.simd.Lanes.F;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.ABS;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.NE;
import static jdk.incubator.vector.VectorOperators.XOR;

import dev.lanewise.kernels.scalar.ScalarTrigonometry;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** {@link ScalarTrigonometry} lane by lane, where no lane is {@link #isFar far} from zero. */
final class SimdTrigonometry {
    private static final int SIGN = 0x80000000;

    private SimdTrigonometry() {}

    /** Whether the scalar functions have to be called for some lane. */
    static boolean isFar(FloatVector x) {
        return x.lanewise(ABS).compare(GT, NEAR).anyTrue();
    }

    static FloatVector sinNear(FloatVector x) {
        IntVector sign = x.reinterpretAsInts().and(SIGN);
        return near(x.lanewise(ABS), 0).reinterpretAsInts().lanewise(XOR, sign).reinterpretAsFloats();
    }

    static FloatVector cosNear(FloatVector x) {
        return near(x.lanewise(ABS), 1);
    }

    private static FloatVector near(FloatVector a, int quarters) {
        FloatVector t = a.lanewise(FMA, TWO_OVER_PI, ROUND);
        FloatVector n = t.sub(ROUND);
        FloatVector r = n.lanewise(FMA, broadcast(F, -HALF_PI_1), a);
        r = n.lanewise(FMA, broadcast(F, -HALF_PI_2), r);
        r = n.lanewise(FMA, broadcast(F, -HALF_PI_3), r);
        FloatVector s = r.mul(r);
        FloatVector p = broadcast(F, SIN_7).lanewise(FMA, s, SIN_5).lanewise(FMA, s, SIN_3);
        FloatVector q = broadcast(F, COS_8).lanewise(FMA, s, COS_6).lanewise(FMA, s, COS_4);
        FloatVector sine = r.mul(s).fma(p, r);
        FloatVector cosine = s.mul(s).fma(q, s.lanewise(FMA, -0.5f, 1f));
        IntVector quadrant = t.reinterpretAsInts().add(quarters);
        FloatVector y = sine.blend(cosine, quadrant.and(1).compare(NE, 0).cast(F));
        return y.reinterpretAsInts().lanewise(XOR, quadrant.lanewise(LSHL, 30).and(SIGN)).reinterpretAsFloats();
    }
}

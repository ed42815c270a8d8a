package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.scalar.ScalarRounding.WHOLE;
import static jdk.incubator.vector.VectorOperators.ABS;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;

/** {@link dev.lanewise.kernels.scalar.ScalarRounding} lane by lane. */
public final class SimdRounding {
    private static final int SIGN = 0x80000000;

    private SimdRounding() {}

    public static FloatVector round(FloatVector x) {
        FloatVector size = x.lanewise(ABS);
        return x.blend(withSignOf(x, size.add(WHOLE).sub(WHOLE)), size.compare(LT, WHOLE));
    }

    public static FloatVector floor(FloatVector x) {
        FloatVector nearest = round(x);
        return nearest.blend(nearest.sub(1f), nearest.compare(GT, x));
    }

    public static FloatVector ceil(FloatVector x) {
        FloatVector nearest = round(x);
        return nearest.blend(withSignOf(x, nearest.add(1f)), nearest.compare(LT, x));
    }

    public static FloatVector trunc(FloatVector x) {
        FloatVector size = x.lanewise(ABS);
        FloatVector nearest = round(size);
        return withSignOf(x, nearest.blend(nearest.sub(1f), nearest.compare(GT, size)));
    }

    private static FloatVector withSignOf(FloatVector x, FloatVector size) {
        IntVector sign = x.reinterpretAsInts().and(SIGN);
        return size.reinterpretAsInts().and(~SIGN).or(sign).reinterpretAsFloats();
    }
}

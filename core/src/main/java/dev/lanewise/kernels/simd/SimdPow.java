package dev.lanewise.kernels.simd;

import static jdk.incubator.vector.VectorOperators.ABS;
import static jdk.incubator.vector.VectorOperators.D2F;
import static jdk.incubator.vector.VectorOperators.F2D;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.GE;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.NE;
import static jdk.incubator.vector.VectorOperators.XOR;

import dev.lanewise.kernels.ZipKernels;
import dev.lanewise.kernels.scalar.ScalarPow;
import dev.lanewise.kernels.scalar.ScalarZipKernels;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * {@link ScalarPow} lane by lane, as many at a time as a vector has doubles. Vectors with an infinity or a NaN among
 * arguments or results are left to the scalar loop.
 */
final class SimdPow {
    private static final VectorSpecies<Double> D = VectorSpecies.of(double.class, Lanes.F.vectorShape());
    private static final VectorSpecies<Float> F = VectorSpecies.of(
            float.class, VectorShape.forBitSize(Lanes.F.vectorBitSize() / 2));
    private static final int STEP = D.length();

    /** Elements of which the logarithms are kept. */
    private static final int BLOCK = ZipKernels.POW_SCRATCH;

    private static final ScalarZipKernels REST = new ScalarZipKernels();

    private static final double LN2 = ScalarPow.LN2;
    private static final double ROUND = ScalarPow.ROUND;
    private static final long SQRT_HALF_BITS = Double.doubleToRawLongBits(ScalarPow.SQRT_HALF);
    private static final long MANTISSA = 0xfffffffffffffL;

    /** The bits of a double of which the last ones are a whole number, and what they count too much. */
    private static final long WHOLE_BITS = Double.doubleToRawLongBits(0x1p52);

    private static final int BIAS = 1023;
    private static final int SIGN = 0x80000000;

    private SimdPow() {}

    /**
     * {@code o[oo + i] = a[ao + i * as]^b[bo + i * bs]}, each stride being 0 or 1.
     *
     * <p>Logarithms of a block come first, then the exponentials: each is one long chain of instructions, and the CPU
     * overlaps more of them when they are shorter.
     */
    static void pow(
            float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo, int n, double[] exponents) {
        int i = 0;
        for (int end = n - n % STEP; i < end; i += BLOCK) {
            int m = Math.min(BLOCK, end - i);
            if (exponents(a, ao + i * as, as, b, bo + i * bs, bs, exponents, m)) {
                powers(exponents, o, oo + i, m);
            } else {
                powers(exponents, a, ao + i * as, as, b, bo + i * bs, bs, o, oo + i, m);
            }
        }
        i = n - n % STEP;
        REST.pow(a, ao + i * as, as, b, bo + i * bs, bs, o, oo + i, n - i, exponents);
    }

    /** {@code y[i] = b log2 |a|}; returns whether no a or b is a special case. */
    private static boolean exponents(float[] a, int ao, int as, float[] b, int bo, int bs, double[] y, int n) {
        boolean plain = true;
        for (int i = 0; i < n; i += STEP) {
            FloatVector x = as == 0 ? FloatVector.broadcast(F, a[ao]) : FloatVector.fromArray(F, a, ao + i);
            FloatVector e = bs == 0 ? FloatVector.broadcast(F, b[bo]) : FloatVector.fromArray(F, b, bo + i);
            DoubleVector log = log2((DoubleVector) x.lanewise(ABS).convertShape(F2D, D, 0));
            log.mul((DoubleVector) e.convertShape(F2D, D, 0)).intoArray(y, i);
            plain &= x.compare(GT, 0f).and(x.lt(Float.POSITIVE_INFINITY))
                    .and(e.lanewise(ABS).lt(Float.POSITIVE_INFINITY)).allTrue();
        }
        return plain;
    }

    private static void powers(double[] x, float[] o, int oo, int n) {
        for (int i = 0; i < n; i += STEP) {
            ((FloatVector) exp2(DoubleVector.fromArray(D, x, i)).convertShape(D2F, F, 0)).intoArray(o, oo + i);
        }
    }

    private static void powers(
            double[] x, float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo, int n) {
        for (int i = 0; i < n; i += STEP) {
            DoubleVector y = exp2(DoubleVector.fromArray(D, x, i));
            FloatVector power = withSpecialCases(
                    (FloatVector) y.convertShape(D2F, F, 0),
                    as == 0 ? FloatVector.broadcast(F, a[ao]) : FloatVector.fromArray(F, a, ao + i),
                    bs == 0 ? FloatVector.broadcast(F, b[bo]) : FloatVector.fromArray(F, b, bo + i));
            if (power.compare(NE, power).anyTrue()) {
                REST.pow(a, ao + i * as, as, b, bo + i * bs, bs, o, oo + i, STEP, x);
            } else {
                power.intoArray(o, oo + i);
            }
        }
    }

    /** The power from that of {@code |a|}, but NaN where a or b is infinite or NaN. */
    private static FloatVector withSpecialCases(FloatVector ofSize, FloatVector a, FloatVector b) {
        FloatVector size = b.lanewise(ABS);
        FloatVector rounded = size.add(0x1p23f).blend(size, size.compare(GE, 0x1p23f)); // its last bit counts as one
        VectorMask<Float> broken = rounded.sub(0x1p23f).compare(NE, size).and(size.lt(0x1p23f));
        IntVector last = rounded.reinterpretAsInts().lanewise(LSHL, 31);
        IntVector flip = last.and(a.reinterpretAsInts()).and(SIGN);
        FloatVector ofZero = FloatVector.broadcast(F, 0f).blend(Float.POSITIVE_INFINITY, b.lt(0f)).blend(1f, b.eq(0f));
        FloatVector power = ofSize.blend(ofZero, a.eq(0f));
        FloatVector signed = power.reinterpretAsInts().lanewise(XOR, flip).reinterpretAsFloats();
        VectorMask<Float> none = a.mul(0f).add(b.mul(0f)).compare(NE, 0f).or(broken.and(a.lt(0f)));
        return signed.blend(power, broken.or(size.compare(GE, 0x1p24f))).blend(Float.NaN, none);
    }

    private static DoubleVector log2(DoubleVector x) {
        LongVector bits = x.reinterpretAsLongs();
        LongVector exponent = bits.sub(SQRT_HALF_BITS);
        DoubleVector m = bits.sub(exponent.and(~MANTISSA)).reinterpretAsDoubles();
        DoubleVector s = m.sub(1).div(m.add(1));
        DoubleVector q = s.mul(s);
        DoubleVector p = DoubleVector.broadcast(D, 1.0 / 19)
                .lanewise(FMA, q, 1.0 / 17)
                .lanewise(FMA, q, 1.0 / 15)
                .lanewise(FMA, q, 1.0 / 13)
                .lanewise(FMA, q, 1.0 / 11)
                .lanewise(FMA, q, 1.0 / 9)
                .lanewise(FMA, q, 1.0 / 7)
                .lanewise(FMA, q, 1.0 / 5)
                .lanewise(FMA, q, 1.0 / 3)
                .lanewise(FMA, q, 1.0);
        // not a conversion of long to double, for which AVX2 has no instruction
        DoubleVector e = exponent.add((long) BIAS << 52).lanewise(LSHR, 52).or(WHOLE_BITS).reinterpretAsDoubles()
                .sub(0x1p52 + BIAS);
        return s.mul(2 / LN2).fma(p, e);
    }

    private static DoubleVector exp2(DoubleVector x) {
        DoubleVector t = x.add(ROUND);
        DoubleVector r = x.sub(t.sub(ROUND)).mul(LN2);
        DoubleVector p = DoubleVector.broadcast(D, 1.0 / 39916800)
                .lanewise(FMA, r, 1.0 / 3628800)
                .lanewise(FMA, r, 1.0 / 362880)
                .lanewise(FMA, r, 1.0 / 40320)
                .lanewise(FMA, r, 1.0 / 5040)
                .lanewise(FMA, r, 1.0 / 720)
                .lanewise(FMA, r, 1.0 / 120)
                .lanewise(FMA, r, 1.0 / 24)
                .lanewise(FMA, r, 1.0 / 6)
                .lanewise(FMA, r, 0.5)
                .lanewise(FMA, r, 1.0)
                .lanewise(FMA, r, 1.0);
        DoubleVector power = t.reinterpretAsLongs().add(BIAS).lanewise(LSHL, 52).reinterpretAsDoubles();
        return p.mul(power).blend(0.0, x.compare(LT, -200.0)).blend(Double.POSITIVE_INFINITY, x.compare(GT, 200.0));
    }
}

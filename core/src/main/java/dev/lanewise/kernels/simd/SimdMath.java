package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.scalar.Coefficients.*;
import static dev.lanewise.kernels.simd.Lanes.F;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.ABS;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.FMA;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LT;
import static jdk.incubator.vector.VectorOperators.MAX;
import static jdk.incubator.vector.VectorOperators.NE;
import static jdk.incubator.vector.VectorOperators.XOR;

import dev.lanewise.kernels.scalar.ScalarMath;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;

/**
 * {@link ScalarMath} lane by lane: the same operations in the same order, with branches turned into blends. Methods on
 * vectors are short, so that the compiler inlines them into the loops that call them.
 *
 * <p>C2 stops inlining ordinary methods once it has created 18,000 nodes, which some 35 vector operations use up; the
 * Vector API's own methods are exempt. So long functions call their helpers first and end in operations of the API, and
 * loops over them are not unrolled by hand. If this rule is broken, vectors are boxed, which is ten times slower, and
 * {@code AllocationTest} fails.
 */
public final class SimdMath {
    private SimdMath() {}

    public static FloatVector exp(FloatVector x) {
        FloatVector t = round(x);
        return scale(expNearZero(remainder(x, t)), t)
                .blend(0f, x.compare(LT, EXP_LOW))
                .blend(Float.POSITIVE_INFINITY, x.compare(GT, EXP_HIGH));
    }

    /**
     * {@link #exp} where no lane is {@link #isFarFromZero far} from zero: the same bits with a third fewer operations.
     */
    static FloatVector expNear(FloatVector x) {
        FloatVector t = round(x);
        return expNearZero(remainder(x, t)).mul(powerOfTwo(t, 0));
    }

    /** Whether {@code e^x} of some lane may leave the range of normal numbers. */
    static boolean isFarFromZero(FloatVector x) {
        return x.lanewise(ABS).compare(GT, EXP_NORMAL).anyTrue();
    }

    public static FloatVector expm1(FloatVector x) {
        FloatVector t = round(x);
        FloatVector s = powerOfTwo(t, -1);
        FloatVector half = s.fma(expm1NearZero(remainder(x, t)), s.sub(0.5f));
        return half.add(half)
                .blend(x, x.lanewise(ABS).compare(LT, TINY))
                .blend(-1f, x.compare(LT, EXPM1_LOW))
                .blend(Float.POSITIVE_INFINITY, x.compare(GT, EXP_HIGH));
    }

    public static FloatVector log(FloatVector x) {
        VectorMask<Float> subnormal = x.compare(LT, Float.MIN_NORMAL);
        IntVector bits = x.blend(x.mul(0x1p23f), subnormal).reinterpretAsInts();
        IntVector exponent = bits.sub(SQRT_HALF_BITS);
        FloatVector e = toFloat(exponent.lanewise(ASHR, 23)).sub(broadcast(F, 0f).blend(23f, subnormal));
        FloatVector f = bits.sub(exponent.and(~0x7fffff)).reinterpretAsFloats().sub(1f);
        return logNearOne(f, e)
                .blend(Float.NEGATIVE_INFINITY, x.eq(0f))
                .blend(Float.NaN, x.lt(0f))
                .blend(x, x.lt(Float.POSITIVE_INFINITY).not());
    }

    public static FloatVector log2(FloatVector x) {
        VectorMask<Float> subnormal = x.compare(LT, Float.MIN_NORMAL);
        IntVector bits = x.blend(x.mul(0x1p23f), subnormal).reinterpretAsInts();
        IntVector exponent = bits.sub(SQRT_HALF_BITS);
        FloatVector f = bits.sub(exponent.and(~0x7fffff)).reinterpretAsFloats().sub(1f);
        FloatVector l = logNearOne(f, broadcast(F, 0f));
        FloatVector e = toFloat(exponent.lanewise(ASHR, 23)).sub(broadcast(F, 0f).blend(23f, subnormal));
        return l.lanewise(FMA, broadcast(F, LOG2_E), e)
                .blend(Float.NEGATIVE_INFINITY, x.eq(0f))
                .blend(Float.NaN, x.lt(0f))
                .blend(x, x.lt(Float.POSITIVE_INFINITY).not());
    }

    public static FloatVector log1p(FloatVector x) {
        IntVector exponent = x.add(1f).reinterpretAsInts().sub(SQRT_HALF_BITS);
        FloatVector s = broadcast(F, 4f).reinterpretAsInts().sub(exponent.and(~0x7fffff)).reinterpretAsFloats();
        FloatVector f = x.mul(0.25f).fma(s, s.lanewise(FMA, 0.25f, -1f));
        return logNearOne(f, toFloat(exponent.lanewise(ASHR, 23)))
                .blend(Float.NEGATIVE_INFINITY, x.eq(-1f))
                .blend(Float.NaN, x.lt(-1f))
                .blend(x, x.lanewise(ABS).lt(TINY).or(x.lt(Float.POSITIVE_INFINITY).not()));
    }

    public static FloatVector tanh(FloatVector x) {
        IntVector sign = x.reinterpretAsInts().and(SIGN);
        FloatVector z = atMost(x.lanewise(ABS), TANH_HIGH).mul(-2f);
        FloatVector t = round(z);
        FloatVector s = powerOfTwo(t, 0);
        FloatVector p = expm1NearZero(remainder(z, t));
        FloatVector y = s.fma(p, s.sub(1f)).div(s.fma(p, s.add(1f)));
        return y.lanewise(ABS).reinterpretAsInts().or(sign).reinterpretAsFloats();
    }

    public static FloatVector sigmoid(FloatVector x) {
        FloatVector z = expOfMinus(x.lanewise(ABS));
        return broadcast(F, 1f).blend(z, x.lt(0f)).div(z.add(1f));
    }

    public static FloatVector softplus(FloatVector x) {
        FloatVector z = expOfMinus(x.lanewise(ABS));
        VectorMask<Float> halve = z.compare(GT, SQRT2_MINUS_1);
        FloatVector f = z.blend(z.lanewise(FMA, 0.5f, -0.5f), halve);
        FloatVector l = logNearOne(f, broadcast(F, 0f).blend(1f, halve));
        return broadcast(F, 0f).blend(x, x.compare(GT, 0f)).add(l);
    }

    public static FloatVector silu(FloatVector x) {
        FloatVector z = atMost(x.lanewise(ABS), -SILU_LOW).neg();
        FloatVector t = round(z);
        FloatVector p = expm1NearZero(remainder(z, t));
        FloatVector half = halfPower(t);
        FloatVector rest = restPower(t);
        FloatVector one = p.add(1f).mul(half).mul(rest).add(1f);
        VectorMask<Float> negative = x.lt(0f);
        FloatVector q = x.blend(z.fma(p, z), negative).div(one);
        return q.blend(q.mul(half).mul(rest), negative);
    }

    public static FloatVector mish(FloatVector x) {
        FloatVector z = atMost(x.lanewise(ABS), -SILU_LOW).neg();
        FloatVector t = round(z);
        FloatVector p = expm1NearZero(remainder(z, t));
        FloatVector half = halfPower(t);
        FloatVector rest = restPower(t);
        FloatVector e = p.add(1f).mul(half).mul(rest);
        VectorMask<Float> negative = x.lt(0f);
        FloatVector above = e.lanewise(FMA, 2f, 1f).blend(e.add(2f), negative);
        FloatVector below = e.lanewise(FMA, 2f, 2f).lanewise(FMA, e, 1f)
                .blend(e.add(2f).lanewise(FMA, e, 2f), negative);
        FloatVector q = x.blend(z.fma(p, z), negative).mul(above).div(below);
        return q.blend(q.mul(half).mul(rest), negative);
    }

    public static FloatVector mishSlope(FloatVector x) {
        FloatVector z = atMost(x.lanewise(ABS), -SILU_LOW).neg();
        FloatVector t = round(z);
        FloatVector p = expm1NearZero(remainder(z, t));
        FloatVector half = halfPower(t);
        FloatVector rest = restPower(t);
        FloatVector e = p.add(1f).mul(half).mul(rest);
        VectorMask<Float> negative = x.lt(0f);
        FloatVector left = e.add(4f).lanewise(FMA, e, z.lanewise(FMA, 4f, 6f)).lanewise(FMA, e,
                z.lanewise(FMA, 4f, 4f));
        FloatVector right = z.lanewise(FMA, -4f, 4f).lanewise(FMA, e, z.lanewise(FMA, -4f, 6f))
                .lanewise(FMA, e, 4f).lanewise(FMA, e, 1f);
        FloatVector d = e.lanewise(FMA, 2f, 2f).lanewise(FMA, e, 1f)
                .blend(e.add(2f).lanewise(FMA, e, 2f), negative);
        FloatVector q = right.blend(left.lanewise(FMA, p, left), negative).div(d.mul(d));
        return q.blend(q.mul(half).mul(rest), negative);
    }

    public static FloatVector softsign(FloatVector x) {
        IntVector sign = x.reinterpretAsInts().and(SIGN);
        FloatVector a = atMost(x.lanewise(ABS), Float.MAX_VALUE);
        return a.div(a.add(1f)).reinterpretAsInts().or(sign).reinterpretAsFloats();
    }

    private static FloatVector expOfMinus(FloatVector a) {
        FloatVector z = atMost(a, -EXP_LOW).neg();
        FloatVector t = round(z);
        return scale(expNearZero(remainder(z, t)), t);
    }

    /**
     * The largest lane; NaN if any is, and -0 is smaller than +0. Compares integers, which have the order of floats
     * once the bits of negative ones are flipped: C2 compares those in one instruction, floats in five.
     */
    public static float largestLane(FloatVector v) {
        IntVector bits = v.blend(Float.NaN, v.compare(NE, v)).reinterpretAsInts();
        int largest = bits.lanewise(XOR, bits.lanewise(ASHR, 31).and(~SIGN)).reduceLanes(MAX);
        return Float.intBitsToFloat(largest ^ (largest >> 31 & ~SIGN));
    }

    /** The smaller one of {@code a} and {@code limit}; NaN stays NaN. */
    static FloatVector atMost(FloatVector a, float limit) {
        return a.blend(limit, a.compare(GT, limit));
    }

    static FloatVector round(FloatVector x) {
        return x.lanewise(FMA, LOG2_E, ROUND);
    }

    static FloatVector remainder(FloatVector x, FloatVector t) {
        FloatVector n = t.sub(ROUND);
        return n.lanewise(FMA, broadcast(F, -LN2_LO), n.lanewise(FMA, broadcast(F, -LN2_HI), x));
    }

    static FloatVector expNearZero(FloatVector r) {
        return expTail(r).lanewise(FMA, r, 1f).lanewise(FMA, r, 1f);
    }

    static FloatVector expm1NearZero(FloatVector r) {
        return r.mul(r).fma(expTail(r), r);
    }

    private static FloatVector expTail(FloatVector r) {
        return broadcast(F, EXP_6)
                .lanewise(FMA, r, EXP_5)
                .lanewise(FMA, r, EXP_4)
                .lanewise(FMA, r, EXP_3)
                .lanewise(FMA, r, EXP_2);
    }

    static FloatVector scale(FloatVector v, FloatVector t) {
        return v.mul(halfPower(t)).mul(restPower(t));
    }

    /** The first factor of {@link #scale}. */
    static FloatVector halfPower(FloatVector t) {
        return t.reinterpretAsInts().lanewise(LSHL, 22).and(EXPONENT).reinterpretAsFloats();
    }

    /** The second factor of {@link #scale}. */
    static FloatVector restPower(FloatVector t) {
        IntVector bits = t.reinterpretAsInts();
        return bits.lanewise(LSHL, 23).sub(bits.lanewise(LSHL, 22).and(EXPONENT)).reinterpretAsFloats();
    }

    static FloatVector powerOfTwo(FloatVector t, int shift) {
        return t.reinterpretAsInts().lanewise(LSHL, 23).add((shift + 127 - TWICE_BIAS) << 23).reinterpretAsFloats();
    }

    private static FloatVector logNearOne(FloatVector f, FloatVector e) {
        FloatVector p = broadcast(F, LOG_10)
                .lanewise(FMA, f, LOG_9)
                .lanewise(FMA, f, LOG_8)
                .lanewise(FMA, f, LOG_7)
                .lanewise(FMA, f, LOG_6)
                .lanewise(FMA, f, LOG_5)
                .lanewise(FMA, f, LOG_4)
                .lanewise(FMA, f, LOG_3);
        FloatVector tail = f.mul(f).fma(p.lanewise(FMA, f, -0.5f), e.mul(LN2_LO));
        return e.lanewise(FMA, broadcast(F, LN2_HI), f.add(tail));
    }

    private static FloatVector toFloat(IntVector v) {
        return (FloatVector) v.convert(I2F, 0);
    }
}

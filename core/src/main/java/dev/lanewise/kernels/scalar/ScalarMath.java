package dev.lanewise.kernels.scalar;

import static dev.lanewise.kernels.scalar.Coefficients.*;
import static java.lang.Float.POSITIVE_INFINITY;
import static java.lang.Float.floatToRawIntBits;
import static java.lang.Float.intBitsToFloat;
import static java.lang.Math.fma;

/**
 * Exponential, logarithm and related functions on one float: the definition of what every implementation returns.
 *
 * <p>Built from correctly rounded operations only ({@code + - * /}, fma, bits of the representation), in an order that
 * the SIMD versions repeat lane by lane. {@code Math.exp} and the like are not used: their results differ between
 * interpreter, compilers and processors. Errors are in docs/accuracy.md.
 */
public final class ScalarMath {
    private ScalarMath() {}

    /** {@code e^x}: {@code 2^n e^r} with {@code n = round(x / ln 2)} and {@code r = x - n ln 2}. */
    public static float exp(float x) {
        if (x < EXP_LOW) {
            return 0;
        }
        if (x > EXP_HIGH) {
            return POSITIVE_INFINITY;
        }
        float t = round(x);
        return scale(expNearZero(remainder(x, t)), t);
    }

    /** {@code e^x - 1}, accurate near 0: {@code 2^n (e^r - 1) + (2^n - 1)}. */
    public static float expm1(float x) {
        if (Math.abs(x) < TINY) {
            return x;
        }
        if (x < EXPM1_LOW) {
            return -1;
        }
        if (x > EXP_HIGH) {
            return POSITIVE_INFINITY;
        }
        float t = round(x);
        // half of everything, because 2^128 is not a float
        float s = powerOfTwo(t, -1);
        return 2 * fma(s, expm1NearZero(remainder(x, t)), s - 0.5f);
    }

    /** Natural logarithm: {@code x = 2^e (1 + f)} with {@code 1 + f} between {@code sqrt(1/2)} and {@code sqrt(2)}. */
    public static float log(float x) {
        if (!(x < POSITIVE_INFINITY)) {
            return x;
        }
        if (x <= 0) {
            return x < 0 ? Float.NaN : Float.NEGATIVE_INFINITY;
        }
        boolean subnormal = x < Float.MIN_NORMAL;
        int bits = floatToRawIntBits(subnormal ? x * 0x1p23f : x);
        int exponent = bits - SQRT_HALF_BITS;
        float e = (exponent >> 23) - (subnormal ? 23f : 0f);
        float f = intBitsToFloat(bits - (exponent & ~0x7fffff)) - 1;
        return logNearOne(f, e);
    }

    /** Base-2 logarithm: x is scaled as for {@link #log}; powers of two, where f is 0, are exact. */
    public static float log2(float x) {
        if (!(x < POSITIVE_INFINITY)) {
            return x;
        }
        if (x <= 0) {
            return x < 0 ? Float.NaN : Float.NEGATIVE_INFINITY;
        }
        boolean subnormal = x < Float.MIN_NORMAL;
        int bits = floatToRawIntBits(subnormal ? x * 0x1p23f : x);
        int exponent = bits - SQRT_HALF_BITS;
        float e = (exponent >> 23) - (subnormal ? 23f : 0f);
        float f = intBitsToFloat(bits - (exponent & ~0x7fffff)) - 1;
        return fma(logNearOne(f, 0), LOG2_E, e);
    }

    /** {@code log(1 + x)}, accurate near 0: the exponent comes from the rounded sum, {@code f} from {@code x}. */
    public static float log1p(float x) {
        if (Math.abs(x) < TINY || !(x < POSITIVE_INFINITY)) {
            return x;
        }
        if (x <= -1) {
            return x < -1 ? Float.NaN : Float.NEGATIVE_INFINITY;
        }
        int exponent = floatToRawIntBits(1 + x) - SQRT_HALF_BITS;
        // 2^(2 - e): the largest e is 128, and 2^-128 is subnormal
        float s = intBitsToFloat(floatToRawIntBits(4f) - (exponent & ~0x7fffff));
        float f = fma(0.25f * x, s, fma(0.25f, s, -1f));
        return logNearOne(f, exponent >> 23);
    }

    /** {@code (e^2x - 1) / (e^2x + 1)}, computed for {@code -|x|}. */
    public static float tanh(float x) {
        float a = Math.abs(x);
        float z = -2 * (a > TANH_HIGH ? TANH_HIGH : a);
        float t = round(z);
        float s = powerOfTwo(t, 0);
        float p = expm1NearZero(remainder(z, t));
        return Math.copySign(fma(s, p, s - 1) / fma(s, p, s + 1), x);
    }

    /** {@code 1 / (1 + e^-x)}, and {@code e^x / (1 + e^x)} where x is negative. */
    public static float sigmoid(float x) {
        float z = expOfMinus(Math.abs(x));
        return (x < 0 ? z : 1) / (1 + z);
    }

    /** {@code log(1 + e^x) = max(x, 0) + log(1 + e^-|x|)}. */
    public static float softplus(float x) {
        float z = expOfMinus(Math.abs(x));
        boolean halve = z > SQRT2_MINUS_1;
        float l = logNearOne(halve ? fma(z, 0.5f, -0.5f) : z, halve ? 1 : 0);
        return (x > 0 ? x : 0) + l;
    }

    /** {@code x * sigmoid(x)}: where x is negative, {@code x e^r / (1 + e^x)} is scaled last, so it rounds once. */
    public static float silu(float x) {
        float a = Math.abs(x);
        float z = -(a > -SILU_LOW ? -SILU_LOW : a);
        float t = round(z);
        float p = expm1NearZero(remainder(z, t));
        float one = 1 + scale(1 + p, t);
        return x < 0 ? scale(fma(z, p, z) / one, t) : x / one;
    }

    /**
     * {@code x tanh(log(1 + e^x))}: with {@code e = e^-|x|}, the tanh is {@code (1 + 2e) / (1 + 2e + 2e^2)}, and
     * {@code e (2 + e) / (2 + 2e + e^2)} where x is negative, which is scaled last, as that of {@link #silu}.
     */
    public static float mish(float x) {
        float a = Math.abs(x);
        float z = -(a > -SILU_LOW ? -SILU_LOW : a);
        float t = round(z);
        float p = expm1NearZero(remainder(z, t));
        float e = scale(1 + p, t);
        return x < 0
                ? scale(fma(z, p, z) * (2 + e) / fma(2 + e, e, 2f), t)
                : x * fma(2f, e, 1f) / fma(fma(2f, e, 2f), e, 1f);
    }

    /**
     * The slope of {@link #mish}: with e as there and {@code a = |x|},
     * {@code (1 + e (4 + e (4a + 6 + e (4a + 4)))) / (1 + 2e + 2e^2)^2}, and where x is negative
     * {@code e (4 - 4a + e (6 - 4a + e (4 + e))) / (2 + 2e + e^2)^2}.
     */
    public static float mishSlope(float x) {
        float a = Math.abs(x);
        float z = -(a > -SILU_LOW ? -SILU_LOW : a);
        float t = round(z);
        float p = expm1NearZero(remainder(z, t));
        float e = scale(1 + p, t);
        float left = fma(fma(4 + e, e, fma(4f, z, 6f)), e, fma(4f, z, 4f));
        float right = fma(fma(fma(fma(-4f, z, 4f), e, fma(-4f, z, 6f)), e, 4f), e, 1f);
        float d = x < 0 ? fma(2 + e, e, 2f) : fma(fma(2f, e, 2f), e, 1f);
        return x < 0 ? scale(fma(left, p, left) / (d * d), t) : right / (d * d);
    }

    /** {@code x / (1 + |x|)}; for infinity as for the largest number, 1. */
    public static float softsign(float x) {
        float a = Math.abs(x);
        float least = a > Float.MAX_VALUE ? Float.MAX_VALUE : a;
        return Math.copySign(least / (1 + least), x);
    }

    /** {@code e^-a} for {@code a >= 0}. */
    private static float expOfMinus(float a) {
        float z = -(a > -EXP_LOW ? -EXP_LOW : a);
        float t = round(z);
        return scale(expNearZero(remainder(z, t)), t);
    }

    /** The nearest integer to {@code x / ln 2} in the form described at {@link Coefficients#ROUND}. */
    static float round(float x) {
        return fma(x, LOG2_E, ROUND);
    }

    /** {@code x - n ln 2}. */
    static float remainder(float x, float t) {
        float n = t - ROUND;
        return fma(n, -LN2_LO, fma(n, -LN2_HI, x));
    }

    /** {@code e^r} for {@code |r| <= ln(2) / 2}. */
    static float expNearZero(float r) {
        return fma(fma(expTail(r), r, 1f), r, 1f);
    }

    /** {@code e^r - 1} for {@code |r| <= ln(2) / 2}. */
    static float expm1NearZero(float r) {
        return fma(r * r, expTail(r), r);
    }

    private static float expTail(float r) {
        return fma(fma(fma(fma(EXP_6, r, EXP_5), r, EXP_4), r, EXP_3), r, EXP_2);
    }

    /** {@code v * 2^n} in two steps, so that it covers subnormal numbers and infinity and rounds once. */
    static float scale(float v, float t) {
        int bits = floatToRawIntBits(t);
        int half = (bits << 22) & EXPONENT;
        return v * intBitsToFloat(half) * intBitsToFloat((bits << 23) - half);
    }

    /** {@code 2^(n + shift)}, where that is a normal number. */
    static float powerOfTwo(float t, int shift) {
        return intBitsToFloat((floatToRawIntBits(t) << 23) + ((shift + 127 - TWICE_BIAS) << 23));
    }

    /** {@code e ln 2 + log(1 + f)} for {@code 1 + f} between {@code sqrt(1/2)} and {@code sqrt(2)}. */
    private static float logNearOne(float f, float e) {
        float p = fma(fma(fma(LOG_10, f, LOG_9), f, LOG_8), f, LOG_7);
        p = fma(fma(fma(fma(p, f, LOG_6), f, LOG_5), f, LOG_4), f, LOG_3);
        float tail = fma(f * f, fma(p, f, -0.5f), e * LN2_LO);
        return fma(e, LN2_HI, f + tail);
    }
}

package dev.lanewise.kernels.scalar;

import static java.lang.Math.fma;

/**
 * Power of floats, computed in double precision from series of our own.
 *
 * <p>{@code |a|^b = 2^(b log2 |a|)} with relative error below 2^-33 before the single rounding to float. Special cases
 * as in C99 {@code pow}: {@code a^0 = 1^b = 1} even for NaN, {@code (-1)^inf = 1}, signs of zeros and infinities follow
 * odd integer exponents, a finite negative number to a finite fractional power is NaN.
 */
public final class ScalarPow {
    private ScalarPow() {}

    public static final double LN2 = 0x1.62e42fefa39efp-1;
    public static final double SQRT_HALF = 0x1.6a09e667f3bcdp-1;
    /** Adding and subtracting this rounds a double to an integer, which the low bits of the sum hold. */
    public static final double ROUND = 0x1.8p52;

    /** {@code a^b}. */
    public static float pow(float a, float b) {
        if (b == 0 || a == 1) {
            return 1;
        }
        if (Float.isNaN(a) || Float.isNaN(b)) {
            return Float.NaN;
        }
        float base = Math.abs(a);
        boolean odd = isOddInteger(b);
        if (base == 0 || base == Float.POSITIVE_INFINITY) {
            float y = (base == 0) ^ (b < 0) ? 0 : Float.POSITIVE_INFINITY;
            return odd ? Math.copySign(y, a) : y;
        }
        if (Math.abs(b) == Float.POSITIVE_INFINITY) {
            return base == 1 ? 1 : (base < 1) ^ (b < 0) ? 0 : Float.POSITIVE_INFINITY;
        }
        if (a < 0 && !odd && b != Math.rint(b)) {
            return Float.NaN;
        }
        float y = (float) exp2(b * log2(base));
        return a < 0 && odd ? -y : y;
    }

    private static boolean isOddInteger(float b) {
        float size = Math.abs(b);
        return size < 0x1p24f && size == (int) size && ((int) size & 1) == 1;
    }

    /** {@code log2(x) = e + 2 / ln(2) atanh(s)}, {@code s = (m - 1) / (m + 1)}, {@code x = 2^e m}; a Taylor series. */
    private static double log2(double x) {
        long bits = Double.doubleToRawLongBits(x);
        long exponent = bits - Double.doubleToRawLongBits(SQRT_HALF);
        double m = Double.longBitsToDouble(bits - (exponent & ~0xfffffffffffffL));
        double s = (m - 1) / (m + 1);
        double q = s * s;
        double p = fma(fma(fma(1.0 / 19, q, 1.0 / 17), q, 1.0 / 15), q, 1.0 / 13);
        p = fma(fma(fma(fma(fma(fma(p, q, 1.0 / 11), q, 1.0 / 9), q, 1.0 / 7), q, 1.0 / 5), q, 1.0 / 3), q, 1.0);
        return fma(2 / LN2 * s, p, (double) (exponent >> 52));
    }

    /** {@code 2^x} by the Taylor series of {@code e^(r ln 2)}, {@code |r| <= 1/2}; 0 or infinity far outside floats. */
    private static double exp2(double x) {
        if (x < -200) {
            return 0;
        }
        if (x > 200) {
            return Double.POSITIVE_INFINITY;
        }
        double t = x + ROUND;
        double r = (x - (t - ROUND)) * LN2;
        double p = fma(fma(fma(1.0 / 39916800, r, 1.0 / 3628800), r, 1.0 / 362880), r, 1.0 / 40320);
        p = fma(fma(fma(fma(p, r, 1.0 / 5040), r, 1.0 / 720), r, 1.0 / 120), r, 1.0 / 24);
        p = fma(fma(fma(fma(p, r, 1.0 / 6), r, 0.5), r, 1.0), r, 1.0);
        return p * Double.longBitsToDouble((Double.doubleToRawLongBits(t) + 1023) << 52);
    }
}

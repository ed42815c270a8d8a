package dev.lanewise.kernels.scalar;

import static java.lang.Float.floatToRawIntBits;
import static java.lang.Float.intBitsToFloat;
import static java.lang.Math.fma;

/**
 * Sine and cosine on one float, under the rules of {@link ScalarMath}: {@code x = n pi/2 + r} with {@code |r|} up to
 * some {@code pi/4}, and the sine or cosine of r by the last bits of n. Arguments beyond {@link #NEAR}, for which this
 * would need ever more digits of pi, are left to {@code StrictMath}, which gives the same bits everywhere.
 */
public final class ScalarTrigonometry {
    /** Up to this magnitude n and its products with the first digits of pi/2 are exact. */
    public static final float NEAR = 0x1p16f;

    public static final float TWO_OVER_PI = 0x1.45f306p-1f;

    /** Adding this rounds to a whole number, and leaves its last bits in those of the sum. */
    public static final float ROUND = 0x1.8p23f;

    /** The digits of {@code pi/2}, in three parts. */
    public static final float HALF_PI_1 = 0x1.921fb6p0f;

    public static final float HALF_PI_2 = -0x1.777a5cp-25f;
    public static final float HALF_PI_3 = -0x1.ee59dap-50f;

    // (sin r - r) / r^3 in r^2 for |r| <= 0.79: error of sin r below 4.2e-9. Fitted as described at Coefficients.
    public static final float SIN_3 = -0x1.555544p-3f;
    public static final float SIN_5 = 0x1.1106c6p-7f;
    public static final float SIN_7 = -0x1.991bf4p-13f;

    // (cos r - 1 + r^2/2) / r^4 in r^2 for |r| <= 0.79: error of cos r below 1.3e-10.
    public static final float COS_4 = 0x1.55554ap-5f;
    public static final float COS_6 = -0x1.6c0c1ep-10f;
    public static final float COS_8 = 0x1.99e336p-16f;

    private static final int SIGN = 0x80000000;

    private ScalarTrigonometry() {}

    public static float sin(float x) {
        float a = Math.abs(x);
        if (a > NEAR) {
            return (float) StrictMath.sin(x);
        }
        return withSign(near(a, 0), floatToRawIntBits(x) & SIGN);
    }

    public static float cos(float x) {
        float a = Math.abs(x);
        return a > NEAR ? (float) StrictMath.cos(x) : near(a, 1);
    }

    /** {@code sin(a + quarters pi/2)}. */
    private static float near(float a, int quarters) {
        float t = fma(a, TWO_OVER_PI, ROUND);
        float n = t - ROUND;
        float r = fma(n, -HALF_PI_3, fma(n, -HALF_PI_2, fma(n, -HALF_PI_1, a)));
        float s = r * r;
        int quadrant = floatToRawIntBits(t) + quarters;
        float y = (quadrant & 1) == 0 ? sinNearZero(r, s) : cosNearZero(s);
        return withSign(y, quadrant << 30 & SIGN);
    }

    private static float sinNearZero(float r, float s) {
        return fma(r * s, fma(fma(SIN_7, s, SIN_5), s, SIN_3), r);
    }

    private static float cosNearZero(float s) {
        return fma(s * s, fma(fma(COS_8, s, COS_6), s, COS_4), fma(s, -0.5f, 1f));
    }

    private static float withSign(float y, int sign) {
        return intBitsToFloat(floatToRawIntBits(y) ^ sign);
    }
}

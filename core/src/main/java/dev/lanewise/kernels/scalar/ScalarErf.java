package dev.lanewise.kernels.scalar;

import static dev.lanewise.kernels.scalar.Coefficients.*;
import static java.lang.Math.fma;

/** The error function and gelu on one float, under the rules of {@link ScalarMath}. */
public final class ScalarErf {
    private ScalarErf() {}

    /** {@code 2 / sqrt(pi)} times the integral of {@code e^(-t^2)} from 0 to x. */
    public static float erf(float x) {
        float a = Math.abs(x);
        a = a > ERF_HIGH ? ERF_HIGH : a;
        return Math.copySign(a > ERF_SPLIT ? oneMinusErfc(a) : erfNearZero(a), x);
    }

    private static float erfNearZero(float a) {
        float s = a * a;
        float p = fma(fma(fma(fma(fma(ERF_10, s, ERF_8), s, ERF_6), s, ERF_4), s, ERF_2), s, ERF_0);
        return fma(a, p, a);
    }

    private static float oneMinusErfc(float a) {
        float p = fma(fma(fma(fma(fma(ERFC_6, a, ERFC_5), a, ERFC_4), a, ERFC_3), a, ERFC_2), a, ERFC_1);
        float z = a * p;
        float t = ScalarMath.round(z);
        return fma(-ScalarMath.powerOfTwo(t, 0), ScalarMath.expNearZero(ScalarMath.remainder(z, t)), 1f);
    }

    /**
     * {@code x Phi(x)} with the normal distribution function {@code Phi}: {@code max(x, 0) - a Phi(-a)} where
     * {@code a = |x|} and {@code Phi(-a) = e^(-a^2/2) P(a) / Q(a)}. The square is carried with its rounding error,
     * which keeps relative accuracy far out on the left side.
     */
    public static float gelu(float x) {
        float a = Math.abs(x);
        a = a > GELU_HIGH ? GELU_HIGH : a;
        float p = fma(fma(fma(fma(GELU_P4, a, GELU_P3), a, GELU_P2), a, GELU_P1), a, GELU_P0);
        float q = fma(fma(fma(fma(fma(GELU_Q5, a, GELU_Q4), a, GELU_Q3), a, GELU_Q2), a, GELU_Q1), a, 1f);
        float square = a * a;
        float z = -0.5f * square;
        float t = ScalarMath.round(z);
        float r = fma(fma(a, a, -square), -0.5f, ScalarMath.remainder(z, t));
        float v = a * p;
        float left = ScalarMath.scale(fma(v, ScalarMath.expm1NearZero(r), v) / q, t);
        return (x < 0 ? -0f : x) - left;
    }

    /**
     * The derivative of {@link #gelu}, {@code Phi(x) + x phi(x)} with the normal density {@code phi}: on the left
     * {@code s = e^(-a^2/2) (P(a) / Q(a) - a / sqrt(2 pi))}, on the right {@code 1 - s}.
     */
    static float geluSlope(float x) {
        float a = Math.abs(x);
        a = a > GELU_HIGH ? GELU_HIGH : a;
        float p = fma(fma(fma(fma(GELU_P4, a, GELU_P3), a, GELU_P2), a, GELU_P1), a, GELU_P0);
        float q = fma(fma(fma(fma(fma(GELU_Q5, a, GELU_Q4), a, GELU_Q3), a, GELU_Q2), a, GELU_Q1), a, 1f);
        float square = a * a;
        float z = -0.5f * square;
        float t = ScalarMath.round(z);
        float r = fma(fma(a, a, -square), -0.5f, ScalarMath.remainder(z, t));
        float d = fma(a, -ONE_OVER_ROOT_TWO_PI, p / q);
        float s = ScalarMath.scale(fma(d, ScalarMath.expm1NearZero(r), d), t);
        return x < 0 ? s : 1 - s;
    }
}

package dev.lanewise.kernels.scalar;

import static dev.lanewise.kernels.scalar.Coefficients.*;
import static java.lang.Math.fma;

/**
 * The tanh approximation of gelu on one float, under the rules of {@link ScalarMath}.
 *
 * <p>{@code x/2 (1 + tanh u)} is {@code x sigmoid(2u)}, in which nothing cancels. The exponent
 * {@code -2|u| = -a (C1 + C3 a^2)}, {@code a = |x|}, is carried with its rounding errors, which exponentiation would
 * magnify; this keeps relative accuracy far out on the left side.
 */
public final class ScalarGeluTanh {
    private ScalarGeluTanh() {}

    /** {@code x / (1 + e^(-2u))}; where x is negative, the power of two in {@code x e^2u / (1 + e^2u)} comes last. */
    public static float geluTanh(float x) {
        float a = Math.abs(x);
        a = a > GELU_TANH_HIGH ? GELU_TANH_HIGH : a;
        float square = a * a;
        float q = fma(square, GELU_TANH_3, GELU_TANH_1);
        float z = -(a * q);
        float t = ScalarMath.round(z);
        float p = ScalarMath.expm1NearZero(remainder(a, square, q, z, t));
        float one = 1 + ScalarMath.scale(1 + p, t);
        return x < 0 ? ScalarMath.scale(fma(-a, p, -a) / one, t) : x / one;
    }

    /**
     * The derivative of {@link #geluTanh}: with {@code w = e^(-2|u|)} and {@code k = a (C1 + 3 C3 a^2)}, on the left
     * {@code w (1 + w - k) / (1 + w)^2}, on the right {@code (1 + w + k w) / (1 + w)^2}.
     */
    static float slope(float x) {
        float a = Math.abs(x);
        a = a > GELU_TANH_HIGH ? GELU_TANH_HIGH : a;
        float square = a * a;
        float q = fma(square, GELU_TANH_3, GELU_TANH_1);
        float z = -(a * q);
        float t = ScalarMath.round(z);
        float p = ScalarMath.expm1NearZero(remainder(a, square, q, z, t));
        float w = ScalarMath.scale(1 + p, t);
        float one = 1 + w;
        float k = a * fma(square, GELU_TANH_SLOPE_3, GELU_TANH_SLOPE_1);
        float d = one - k;
        float left = ScalarMath.scale(fma(d, p, d) / (one * one), t);
        return x < 0 ? left : fma(k, w, one) / (one * one);
    }

    /** {@code -2|u| - n ln 2}, where {@code -2|u|} is z plus its rounding errors. */
    private static float remainder(float a, float square, float q, float z, float t) {
        float low = fma(fma(a, a, -square), GELU_TANH_3, fma(square, GELU_TANH_3_LO, GELU_TANH_1_LO));
        float lost = fma(square, GELU_TANH_3, GELU_TANH_1 - q) + low;
        return fma(-a, lost, ScalarMath.remainder(z, t) - fma(a, q, z));
    }
}

package dev.lanewise.kernels.scalar;

/**
 * The constants of our elementary functions, shared by every implementation so that all evaluate the same formulas.
 *
 * <p>Polynomials are minimax fits (Lawson iteration on Chebyshev nodes, weighted for the relative error of the
 * function; coefficients rounded to float one after another, with the rest refitted). The comment of each gives the
 * interval and the error of the exact polynomial with these coefficients. {@link ScalarMath}, {@link ScalarErf} and
 * {@link ScalarGeluTanh} show how they are used.
 */
public final class Coefficients {
    private Coefficients() {}

    /** {@code 1 / ln 2}. */
    public static final float LOG2_E = 0x1.715476p0f;

    /** {@code ln 2} rounded to float. */
    public static final float LN2_HI = 0x1.62e43p-1f;

    /** {@code ln 2 - LN2_HI} rounded to float. */
    public static final float LN2_LO = -0x1.05c61p-29f;

    /** Twice the exponent bias of a float, so that halving a biased exponent gives the exponent of the square root. */
    public static final int TWICE_BIAS = 2 * 127;

    /**
     * Adding this to {@code v}, {@code |v| < 2^21}, rounds {@code v} to the nearest integer {@code n} and leaves
     * {@code n + TWICE_BIAS} in the low bits of the sum. Subtracting it again gives {@code n}.
     */
    public static final float ROUND = 0x1.8p23f + TWICE_BIAS;

    /** The exponent field of a float without its sign. */
    public static final int EXPONENT = 0x7f800000;

    /** The sign of a float. */
    public static final int SIGN = 0x80000000;

    /** Below this {@code e^x} rounds to 0. */
    public static final float EXP_LOW = -104f;

    /** Above this {@code e^x} overflows. */
    public static final float EXP_HIGH = 89f;

    /** Up to this magnitude {@code e^x} is a normal float, and so is the power of two in it. */
    public static final float EXP_NORMAL = 87f;

    // (e^r - 1 - r) / r^2 on |r| <= ln(2)/2: error of e^r - 1 below 1.4e-8, of e^r below 5e-9.
    public static final float EXP_2 = 0x1.fffffep-2f;
    public static final float EXP_3 = 0x1.5554b4p-3f;
    public static final float EXP_4 = 0x1.5556f2p-5f;
    public static final float EXP_5 = 0x1.122544p-7f;
    public static final float EXP_6 = 0x1.6b9c5ap-10f;

    /** Below this {@code e^x - 1} rounds to -1. */
    public static final float EXPM1_LOW = -18f;

    /** Below this magnitude {@code e^x - 1} and {@code log(1 + x)} round to {@code x}. */
    public static final float TINY = 0x1p-26f;

    /** From here on {@code tanh} rounds to 1. */
    public static final float TANH_HIGH = 9.1f;

    /** Below this {@code x * sigmoid(x)} rounds to -0. */
    public static final float SILU_LOW = -110f;

    /** The bits of {@code sqrt(1/2)}: the lower end of the interval to which log scales its argument. */
    public static final int SQRT_HALF_BITS = 0x3f3504f3;

    /** {@code sqrt(2) - 1}. */
    public static final float SQRT2_MINUS_1 = 0x1.a8279ap-2f;

    // (log(1 + f) - f + f^2/2) / f^3 on sqrt(1/2) <= 1 + f <= sqrt(2): error of log(1 + f) below 6e-9.
    public static final float LOG_3 = 0x1.555554p-2f;
    public static final float LOG_4 = -0x1.000226p-2f;
    public static final float LOG_5 = 0x1.99a01cp-3f;
    public static final float LOG_6 = -0x1.54728ap-3f;
    public static final float LOG_7 = 0x1.22d93p-3f;
    public static final float LOG_8 = -0x1.0d8246p-3f;
    public static final float LOG_9 = 0x1.055eaep-3f;
    public static final float LOG_10 = -0x1.38c974p-4f;

    /** From here on erf is computed as {@code 1 - erfc}. */
    public static final float ERF_SPLIT = 0.875f;

    /** From here on erf rounds to 1. */
    public static final float ERF_HIGH = 3.95f;

    // erf(x) / x - 1 in x^2 on |x| <= 0.875: error of erf below 1.5e-8.
    public static final float ERF_0 = 0x1.06eba6p-3f;
    public static final float ERF_2 = -0x1.8126f2p-2f;
    public static final float ERF_4 = 0x1.ce1d88p-4f;
    public static final float ERF_6 = -0x1.b6c436p-6f;
    public static final float ERF_8 = 0x1.48c424p-8f;
    public static final float ERF_10 = -0x1.41323cp-11f;

    // log(erfc(x)) / x on 0.875 <= x <= 3.93: error of erf below 3.2e-9.
    public static final float ERFC_1 = -0x1.20e70cp0f;
    public static final float ERFC_2 = -0x1.4577e6p-1f;
    public static final float ERFC_3 = -0x1.af5bd4p-4f;
    public static final float ERFC_4 = 0x1.778fc2p-6f;
    public static final float ERFC_5 = -0x1.a6ba34p-9f;
    public static final float ERFC_6 = 0x1.c35e8cp-13f;

    /** Below {@code -GELU_HIGH} gelu rounds to -0. */
    public static final float GELU_HIGH = 14.5f;

    // e^(a^2/2) Phi(-a) = P(a) / Q(a) on 0 <= a <= 14.7, Q(0) = 1: relative error below 1.3e-8.
    // All coefficients are positive, so the sums are as well-conditioned as sums can be.
    public static final float GELU_P0 = 0.5f;
    public static final float GELU_P1 = 0x1.c081f6p-2f;
    public static final float GELU_P2 = 0x1.76d250p-3f;
    public static final float GELU_P3 = 0x1.4c4826p-5f;
    public static final float GELU_P4 = 0x1.0d16fcp-8f;
    public static final float GELU_Q1 = 0x1.ac832ap0f;
    public static final float GELU_Q2 = 0x1.339b90p0f;
    public static final float GELU_Q3 = 0x1.e02728p-2f;
    public static final float GELU_Q4 = 0x1.a07af8p-4f;
    public static final float GELU_Q5 = 0x1.514002p-7f;

    /** Below {@code -GELU_TANH_HIGH} geluTanh rounds to -0. */
    public static final float GELU_TANH_HIGH = 11f;

    /** {@code 2 sqrt(2 / pi)} to 18 bits, so that its difference from sums up to 16 with it is exact. */
    public static final float GELU_TANH_1 = 0x1.98848p0f;

    /** {@code 2 sqrt(2 / pi) - GELU_TANH_1} rounded to float. */
    public static final float GELU_TANH_1_LO = -0x1.6615e4p-19f;

    /** {@code 2 sqrt(2 / pi)} rounded to float. */
    public static final float GELU_TANH_SLOPE_1 = 0x1.988454p0f;

    /** {@code 0.044715 * 2 sqrt(2 / pi)} rounded to float. */
    public static final float GELU_TANH_3 = 0x1.2444f2p-4f;

    /** {@code 0.044715 * 2 sqrt(2 / pi) - GELU_TANH_3} rounded to float. */
    public static final float GELU_TANH_3_LO = 0x1.49b16ap-29f;

    /** {@code 3 * 0.044715 * 2 sqrt(2 / pi)} rounded to float. */
    public static final float GELU_TANH_SLOPE_3 = 0x1.b6676cp-3f;

    /** 1 / sqrt(2 pi): the normal density at 0. */
    public static final float ONE_OVER_ROOT_TWO_PI = 0.3989423f;
}

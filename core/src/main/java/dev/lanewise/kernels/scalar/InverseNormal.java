package dev.lanewise.kernels.scalar;

import static java.lang.Math.fma;

/**
 * Quantile of the standard normal distribution: M. J. Wichura, "Algorithm AS 241: The percentage points of the normal
 * distribution", Applied Statistics 37 (1988), routine PPND7 (about 7 digits). The routine's third case, for
 * probabilities under e^-25, cannot occur here.
 */
@SuppressWarnings("FloatingPointLiteralPrecision") // the digits as published
public final class InverseNormal {
    /** Up to this distance from 1/2 the central fraction is used. */
    public static final float CENTRAL = 0.425f;

    /** {@code CENTRAL^2}. */
    public static final float CENTRAL_SQUARED = 0.180625f;

    /** Numerator of the central fraction in {@code CENTRAL^2 - q^2}. */
    public static final float A0 = 3.3871327179f;

    public static final float A1 = 50.434271938f;
    public static final float A2 = 159.29113202f;
    public static final float A3 = 59.109374720f;

    /** Denominator, after 1. */
    public static final float B1 = 17.895169469f;

    public static final float B2 = 78.757757664f;
    public static final float B3 = 67.187563600f;

    /** The outer fraction is a function of {@code sqrt(-log(tail)) - SHIFT}. */
    public static final float SHIFT = 1.6f;

    /** Numerator of the outer fraction. */
    public static final float C0 = 1.4234372777f;

    public static final float C1 = 2.7568153900f;
    public static final float C2 = 1.3067284816f;
    public static final float C3 = 0.17023821103f;

    /** Denominator, after 1. */
    public static final float D1 = 0.73700164250f;

    public static final float D2 = 0.12021132975f;

    /** {@code 2^23 - 1/2}: the middle of the ticks {@code 0 .. 2^24 - 1}. */
    public static final float MIDDLE = 8388607.5f;

    private InverseNormal() {}

    /** The quantile of {@code (tick + 1/2) * 2^-24} for an integer {@code 0 <= tick < 2^24}. */
    public static float ofTick(float tick) {
        float q = (tick - MIDDLE) * 0x1p-24f; // exact
        if (Math.abs(q) <= CENTRAL) {
            float r = fma(-q, q, CENTRAL_SQUARED);
            float numerator = fma(fma(fma(A3, r, A2), r, A1), r, A0);
            float denominator = fma(fma(fma(B3, r, B2), r, B1), r, 1f);
            return q * (numerator / denominator);
        }
        float tail = 0.5f - Math.abs(q); // exact
        float r = (float) Math.sqrt(-ScalarMath.log(tail)) - SHIFT;
        float numerator = fma(fma(fma(C3, r, C2), r, C1), r, C0);
        float denominator = fma(fma(D2, r, D1), r, 1f);
        return Math.copySign(numerator / denominator, q);
    }
}

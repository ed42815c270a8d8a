package dev.lanewise.kernels.precise;

/** Inverse hyperbolic functions and a difference, accurate near their roots, for arguments that are floats. */
public final class Hyperbolic {
    private Hyperbolic() {}

    /** {@code log(x + sqrt(x^2 + 1))}, odd. */
    public static double asinh(double x) {
        double a = Math.abs(x);
        double y = StrictMath.log1p(a + a * a / (1 + Math.sqrt(a * a + 1)));
        return Math.copySign(a == Double.POSITIVE_INFINITY ? a : y, x);
    }

    /** {@code log(x + sqrt(x^2 - 1))}, NaN below 1. */
    public static double acosh(double x) {
        if (x < 1) {
            return Double.NaN; // the root of a huge square would hide the sign
        }
        double t = x - 1;
        return x == Double.POSITIVE_INFINITY ? x : StrictMath.log1p(t + Math.sqrt(2 * t + t * t));
    }

    /** {@code log((1 + x) / (1 - x)) / 2}, odd; infinite at 1 and -1, NaN beyond. */
    public static double atanh(double x) {
        double a = Math.abs(x);
        return Math.copySign(0.5 * StrictMath.log1p(2 * a / (1 - a)), x);
    }

    /** {@code x - tanh x}, by the first terms of its series where the difference would cancel. */
    public static double tanhshrink(double x) {
        double s = x * x;
        return s < 1e-3
                ? x * s * (1 / 3.0 + s * (-2 / 15.0 + s * (17 / 315.0 + s * (-62 / 2835.0))))
                : x - StrictMath.tanh(x);
    }
}

package dev.lanewise.kernels.scalar;

/** The elementary functions in double precision, to measure floats against: relative error below 1e-11. */
public final class DoubleReference {
    private static final double SQRT_PI = Math.sqrt(Math.PI);

    private DoubleReference() {}

    public static double sigmoid(double x) {
        return x < 0 ? StrictMath.exp(x) / (1 + StrictMath.exp(x)) : 1 / (1 + StrictMath.exp(-x));
    }

    public static double softplus(double x) {
        return Math.max(x, 0) + StrictMath.log1p(StrictMath.exp(-Math.abs(x)));
    }

    public static double silu(double x) {
        return x == Double.NEGATIVE_INFINITY ? -0.0 : x * sigmoid(x);
    }

    public static double mish(double x) {
        return x == Double.NEGATIVE_INFINITY ? -0.0 : x * StrictMath.tanh(softplus(x));
    }

    public static double softsign(double x) {
        return Double.isInfinite(x) ? Math.copySign(1, x) : x / (1 + Math.abs(x));
    }

    public static double erf(double x) {
        double a = Math.abs(x);
        return Math.copySign(a < 3 ? erfSeries(a) : 1 - erfcFraction(a), x);
    }

    public static double gelu(double x) {
        return x == Double.NEGATIVE_INFINITY ? -0.0 : x * normalCdf(x);
    }

    /** The normal distribution function. */
    public static double normalCdf(double x) {
        return 0.5 * erfc(-x / Math.sqrt(2));
    }

    public static double geluTanh(double x) {
        return x == Double.NEGATIVE_INFINITY
                ? -0.0
                : x * sigmoid(2 * Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x));
    }

    public static double erfc(double x) {
        if (x < 0) {
            return 1 + erf(-x);
        }
        return x < 3 ? 1 - erfSeries(x) : erfcFraction(x);
    }

    /** {@code 2 / sqrt(pi) e^(-x^2) (x + 2 x^3 / 3 + 4 x^5 / 15 + ...)}: all terms positive, so nothing cancels. */
    private static double erfSeries(double x) {
        double term = x;
        double sum = x;
        for (int n = 1; term > 1e-18 * sum; n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / SQRT_PI * StrictMath.exp(-x * x) * sum;
    }

    /** Continued fraction of Laplace, from the tail; converges fast for {@code x >= 3}. */
    private static double erfcFraction(double x) {
        if (x > 30) {
            return 0;
        }
        double f = x;
        for (int k = 60; k >= 1; k--) {
            f = x + k / 2.0 / f;
        }
        return StrictMath.exp(-x * x) / (f * SQRT_PI);
    }
}

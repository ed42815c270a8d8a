package dev.lanewise.kernels.precise;

/** The complementary error function and the inverse of the error function, for arguments that are floats. */
public final class ErrorFunction {
    private static final double TWO_OVER_ROOT_PI = 1.1283791670955126;
    private static final double ONE_OVER_ROOT_PI = 0.5641895835477563;

    /** From here on the continued fraction, below it the series. */
    private static final double FAR = 2;

    private static final int SERIES_TERMS = 48;
    private static final int FRACTION_TERMS = 80;

    /** Steps of Halley's method, which triple the seven digits of the start. */
    private static final int STEPS = 2;

    private ErrorFunction() {}

    /** {@code 1 - erf(x)}, accurate where it is tiny. */
    public static double erfc(double x) {
        if (x < FAR) {
            return x < -FAR ? 2 - erfc(-x) : 1 - erfNear(x);
        }
        // a continued fraction by Laplace, evaluated from its end
        double tail = x;
        for (int k = FRACTION_TERMS; k > 0; k--) {
            tail = x + 0.5 * k / tail;
        }
        return StrictMath.exp(-x * x) * ONE_OVER_ROOT_PI / tail;
    }

    /** {@code 2 / sqrt(pi) e^(-x^2) (x + 2 x^3 / 3 + 4 x^5 / (3 5) + ...)}: all terms have the same sign. */
    private static double erfNear(double x) {
        double term = x;
        double sum = x;
        for (int k = 1; k < SERIES_TERMS; k++) {
            term *= 2 * x * x / (2 * k + 1);
            sum += term;
        }
        return TWO_OVER_ROOT_PI * StrictMath.exp(-x * x) * sum;
    }

    /**
     * The x with {@code erf(x) = y}: Giles' approximation (2010), improved by Halley's method; NaN beyond -1 and 1.
     */
    public static double erfinv(double y) {
        double a = Math.abs(y);
        if (!(a < 1)) {
            return a == 1 ? Math.copySign(Double.POSITIVE_INFINITY, y) : Double.NaN;
        }
        double x = start(a);
        for (int i = 0; i < STEPS; i++) {
            double error = a < 0.5 ? erfNear(x) - a : (1 - a) - erfc(x);
            double slope = TWO_OVER_ROOT_PI * StrictMath.exp(-x * x);
            double step = error / slope;
            x -= step / (1 + x * step);
        }
        return Math.copySign(x, y);
    }

    private static double start(double a) {
        double w = -StrictMath.log((1 - a) * (1 + a));
        if (w < 5) {
            double t = w - 2.5;
            double p = 2.81022636e-08;
            p = 3.43273939e-07 + p * t;
            p = -3.5233877e-06 + p * t;
            p = -4.39150654e-06 + p * t;
            p = 0.00021858087 + p * t;
            p = -0.00125372503 + p * t;
            p = -0.00417768164 + p * t;
            p = 0.246640727 + p * t;
            return (1.50140941 + p * t) * a;
        }
        double t = Math.sqrt(w) - 3;
        double p = -0.000200214257;
        p = 0.000100950558 + p * t;
        p = 0.00134934322 + p * t;
        p = -0.00367342844 + p * t;
        p = 0.00573950773 + p * t;
        p = -0.0076224613 + p * t;
        p = 0.00943887047 + p * t;
        p = 1.00167406 + p * t;
        return (2.83297682 + p * t) * a;
    }
}

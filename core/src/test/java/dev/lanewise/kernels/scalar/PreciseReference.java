package dev.lanewise.kernels.scalar;

/**
 * The functions that Lanewise computes in double precision, by other formulas than its own: relative error below 1e-9,
 * also next to roots.
 */
public final class PreciseReference {
    private static final double LOG_2 = StrictMath.log(2);
    private static final double HALF_LOG_TWO_PI = 0.5 * StrictMath.log(2 * Math.PI);

    /** The positive root of digamma, and what a double leaves of it. */
    private static final double ROOT = 1.4616321449683622;

    private static final double ROOT_LOW = 9.549995429965697e-17;

    /** Terms of sums before an asymptotic series. */
    private static final int TERMS = 20;

    private PreciseReference() {}

    public static double tan(double x) {
        return StrictMath.sin(x) / StrictMath.cos(x);
    }

    public static double asin(double x) {
        return StrictMath.atan2(x, Math.sqrt((1 - x) * (1 + x)));
    }

    public static double acos(double x) {
        return 2 * StrictMath.atan2(Math.sqrt(1 - x), Math.sqrt(1 + x));
    }

    public static double atan(double x) {
        double h = StrictMath.hypot(x, 1);
        double a = Math.abs(x);
        return a == Double.POSITIVE_INFINITY
                ? Math.copySign(Math.PI / 2, x)
                : Math.copySign(a < 1 ? StrictMath.asin(a / h) : StrictMath.acos(1 / h), x);
    }

    public static double sinh(double x) {
        double e = StrictMath.expm1(Math.min(Math.abs(x), 200));
        return Math.copySign(e * (e + 2) / (2 * (e + 1)), x);
    }

    public static double cosh(double x) {
        return (StrictMath.exp(x) + StrictMath.exp(-x)) / 2;
    }

    public static double asinh(double x) {
        double a = Math.abs(x);
        if (a >= 0.5) {
            return Math.copySign(StrictMath.log(a + Math.sqrt(a * a + 1)), x);
        }
        double y = a;
        for (int i = 0; i < 4; i++) {
            y -= (sinh(y) - a) / cosh(y);
        }
        return Math.copySign(y, x);
    }

    public static double acosh(double x) {
        return x < 1.5 ? 2 * asinh(Math.sqrt((x - 1) / 2)) : StrictMath.log(x + Math.sqrt(x * x - 1));
    }

    public static double atanh(double x) {
        return 0.5 * (StrictMath.log1p(x) - StrictMath.log1p(-x));
    }

    public static double log10(double x) {
        return StrictMath.log(x) / StrictMath.log(10);
    }

    public static double exp2(double x) {
        return StrictMath.exp(x * LOG_2);
    }

    public static double cbrt(double x) {
        return Math.copySign(StrictMath.exp(StrictMath.log(Math.abs(x)) / 3), x);
    }

    /** Newton's method for {@code erf(x) = y}, or from 0.5 on for {@code log erfc(x) = log(1 - y)}. */
    public static double erfinv(double y) {
        double a = Math.abs(y);
        if (!(a < 1)) {
            return a == 1 ? Math.copySign(Double.POSITIVE_INFINITY, y) : Double.NaN;
        }
        double x = a;
        double step = 1;
        for (int i = 0; i < 30 && Math.abs(step) > 1e-13 * x; i++) {
            double slope = 2 / Math.sqrt(Math.PI) * StrictMath.exp(-x * x);
            double tail = DoubleReference.erfc(x);
            step = a < 0.5
                    ? (a - DoubleReference.erf(x)) / slope
                    : tail / slope * (StrictMath.log(tail) - StrictMath.log(1 - a));
            x += step;
        }
        return Math.copySign(x, y);
    }

    public static double lgamma(double x) {
        if (Double.isInfinite(x) || x <= 0 && x == Math.rint(x)) {
            return Double.POSITIVE_INFINITY;
        }
        if (x < -30) {
            return StrictMath.log(Math.PI / Math.abs(StrictMath.sin(Math.PI * (x - Math.rint(x))))) - lgamma(1 - x);
        }
        if (x > 1e5) {
            return (x - 0.5) * StrictMath.log(x) - x + HALF_LOG_TWO_PI + stirling(x);
        }
        double product = 1;
        double y = x;
        for (; y < 0.5; y++) {
            product *= y;
        }
        double base = y < 1.5 ? 1 : 2;
        return lgammaBeyond(base, y - base) - StrictMath.log(Math.abs(product));
    }

    /** {@code lgamma(base + t) - lgamma(base)}, where nothing cancels for small t. */
    private static double lgammaBeyond(double base, double t) {
        double sum = 0;
        for (int n = 0; n < TERMS; n++) {
            sum -= StrictMath.log1p(t / (base + n));
        }
        double z = base + TERMS;
        return sum + (z + t - 0.5) * StrictMath.log1p(t / z) + t * StrictMath.log(z) - t
                + (stirling(z + t) - stirling(z));
    }

    private static double stirling(double z) {
        double r = 1 / (z * z);
        return (1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r / 1680))) / z;
    }

    public static double digamma(double x) {
        if (x == 0) {
            return Math.copySign(Double.POSITIVE_INFINITY, -x);
        }
        if (x < 0) {
            double f = x - Math.rint(x);
            return f == 0 || Double.isInfinite(x) ? Double.NaN : digamma(1 - x) - Math.PI / tan(Math.PI * f);
        }
        if (x > 1e5) {
            return StrictMath.log(x) - smallPart(x);
        }
        double t = x - ROOT - ROOT_LOW;
        double sum = 0;
        for (int n = 0; n < TERMS; n++) {
            sum += t / (ROOT + n) / (x + n);
        }
        double z = ROOT + TERMS;
        return sum + StrictMath.log1p(t / z) + (smallPart(z) - smallPart(z + t));
    }

    public static double trigamma(double x) {
        if (x <= 0) {
            double sine = StrictMath.sin(Math.PI * (x - Math.rint(x)));
            return Math.PI / sine * (Math.PI / sine) - trigamma(1 - x);
        }
        double sum = 0;
        for (int n = 0; n < TERMS; n++) {
            sum += 1 / ((x + n) * (x + n));
        }
        double z = x + TERMS;
        double r = 1 / (z * z);
        return sum + 1 / z + r / 2 + r / z * (1.0 / 6 - r * (1.0 / 30 - r * (1.0 / 42 - r / 30)));
    }

    /** {@code log(z) - digamma(z)} for large z. */
    private static double smallPart(double z) {
        double r = 1 / (z * z);
        return 0.5 / z + r * (1.0 / 12 - r * (1.0 / 120 - r * (1.0 / 252 - r / 240)));
    }
}

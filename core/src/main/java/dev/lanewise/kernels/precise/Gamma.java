package dev.lanewise.kernels.precise;

/**
 * The logarithm of the gamma function and its derivatives, for arguments that are floats: asymptotic series from {@link
 * #FAR} on, recurrences below, reflection for negative arguments (Abramowitz and Stegun 6.1, 6.3, 6.4).
 */
public final class Gamma {
    private static final double FAR = 16;
    private static final double HALF_LOG_TWO_PI = 0.9189385332046728;

    /** B(2), B(4), ... */
    private static final double[] BERNOULLI = {
        1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510
    };

    /** Nearer to its roots 1 and 2 than this, {@link #lgamma} is a series in the distance, which loses no digits. */
    private static final double NEAR = 0.125;

    private static final double ONE_LESS_EULER = 0.42278433509846713;

    /** {@code (zeta(k) - 1) / k} for k = 2, 3, ... */
    private static final double[] ZETA = {
        0.3224670334241132, 0.0673523010531981, 0.020580808427784546, 0.007385551028673986, 0.0028905103307415234,
        0.001192753911703261, 0.0005096695247430425, 0.00022315475845357939, 9.945751278180853e-05,
        4.492623673813314e-05, 2.050721277567069e-05, 9.439488275268397e-06, 4.374866789907488e-06,
        2.039215753801366e-06
    };

    private Gamma() {}

    /** {@code log |Gamma(x)|}; +infinity at 0, at negative whole numbers and at both infinities. */
    public static double lgamma(double x) {
        if (Double.isInfinite(x)) {
            return Double.POSITIVE_INFINITY;
        }
        if (x <= 0) {
            double sine = Math.abs(sinPi(x));
            return sine == 0 ? Double.POSITIVE_INFINITY : StrictMath.log(Math.PI / sine) - lgamma(1 - x);
        }
        double t = x - 2;
        if (Math.abs(t) < NEAR) {
            return lgammaFrom2(t);
        }
        if (Math.abs(t + 1) < NEAR) {
            return lgammaFrom2(t + 1) - StrictMath.log1p(t + 1);
        }
        double product = 1;
        double z = x;
        while (z < FAR) {
            product *= z;
            z += 1;
        }
        double r = 1 / (z * z);
        double series = 1.0 / 12 - r * (1.0 / 360 - r * (1.0 / 1260 - r * (1.0 / 1680 - r * (1.0 / 1188
                - r * (691.0 / 360360 - r / 156)))));
        return (z - 0.5) * StrictMath.log(z) - z + HALF_LOG_TWO_PI + series / z - StrictMath.log(product);
    }

    /** {@code lgamma(2 + t)} for small t: {@code (1 - gamma) t + sum of (zeta(k) - 1) / k (-t)^k}. */
    private static double lgammaFrom2(double t) {
        double sum = 0;
        for (int k = ZETA.length - 1; k >= 0; k--) {
            sum = ZETA[k] - t * sum;
        }
        return t * (ONE_LESS_EULER + t * sum);
    }

    /** The derivative of {@link #lgamma}; infinite at 0 with the opposite sign, NaN at negative whole numbers. */
    public static double digamma(double x) {
        if (x == 0) {
            return Math.copySign(Double.POSITIVE_INFINITY, -x);
        }
        if (x < 0) {
            double fraction = x - Math.rint(x);
            return fraction == 0 || x == Double.NEGATIVE_INFINITY
                    ? Double.NaN
                    : digamma(1 - x) - Math.PI * cosPi(x) / sinPi(x);
        }
        double sum = 0;
        double z = x;
        while (z < FAR) {
            sum -= 1 / z;
            z += 1;
        }
        double r = 1 / (z * z);
        double series = r * (1.0 / 12 - r * (1.0 / 120 - r * (1.0 / 252 - r * (1.0 / 240 - r * (1.0 / 132
                - r * (691.0 / 32760 - r / 12))))));
        return sum + StrictMath.log(z) - 0.5 / z - series;
    }

    /**
     * The derivative of order n &gt;= 1 of {@link #digamma}: {@code (-1)^(n+1) n! sum of (x + k)^-(n+1)}; the limit
     * from above at 0 and at negative whole numbers, 0 at infinity, NaN at -infinity.
     */
    public static double polygamma(int n, double x) {
        double sign = n % 2 == 0 ? -1 : 1;
        if (x == Double.POSITIVE_INFINITY) {
            return Math.copySign(0, sign);
        }
        if (x <= 0) {
            double sine = sinPi(x);
            return sine == 0
                    ? sign * Double.POSITIVE_INFINITY
                    : -sign * polygamma(n, 1 - x) - Math.PI * cotangent(n, cosPi(x) / sinPi(x));
        }
        double sum = 0;
        double z = x;
        while (z < FAR + n) {
            sum += StrictMath.pow(z, -n - 1);
            z += 1;
        }
        double term = StrictMath.pow(z, -n - 1);
        sum += term * z / n + term / 2;
        double factor = term * (n + 1) / 2;
        // Euler and Maclaurin: B(2j+2) / (2j+2)! (n+1) ... (n+2j+1) / z^(n+2j+2)
        for (int j = 0; j < BERNOULLI.length; j++) {
            sum += BERNOULLI[j] * factor / z;
            factor *= (n + 2.0 * j + 2) * (n + 2.0 * j + 3) / ((2.0 * j + 3) * (2.0 * j + 4)) / (z * z);
        }
        double factorial = 1;
        for (int k = 2; k <= n; k++) {
            factorial *= k;
        }
        return sign * factorial * sum;
    }

    /** The derivative of order n of cot(pi x), a polynomial in {@code c = cot(pi x)}: each is -pi (1 + c^2) p'(c). */
    private static double cotangent(int n, double c) {
        double[] p = new double[n + 2];
        p[1] = 1;
        for (int order = 0; order < n; order++) {
            double[] next = new double[n + 2];
            for (int k = 1; k <= order + 1; k++) {
                next[k - 1] -= Math.PI * k * p[k];
                next[k + 1] -= Math.PI * k * p[k];
            }
            p = next;
        }
        double value = 0;
        for (int k = n + 1; k >= 0; k--) {
            value = value * c + p[k];
        }
        return value;
    }

    /** {@code sin(pi x)}, 0 for whole numbers. */
    private static double sinPi(double x) {
        double nearest = Math.rint(x);
        double sine = StrictMath.sin(Math.PI * (x - nearest));
        return isOdd(nearest) ? -sine : sine;
    }

    /** {@code cos(pi x)}, 0 halfway between whole numbers. */
    private static double cosPi(double x) {
        double nearest = Math.rint(x);
        double f = Math.abs(x - nearest);
        double cosine = f < 0.25 ? StrictMath.cos(Math.PI * f) : StrictMath.sin(Math.PI * (0.5 - f));
        return isOdd(nearest) ? -cosine : cosine;
    }

    private static boolean isOdd(double whole) {
        return Math.abs(whole % 2) == 1;
    }
}

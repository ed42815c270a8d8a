package dev.lanewise.random;

/**
 * Poisson numbers by inversion from the mode, in double precision: from a uniform number the probabilities of m, m + 1,
 * m - 1, m + 2, ... are subtracted, m the rate rounded down, until nothing is left; the last one is the count. One
 * number decides, so every count has its address, and some {@code sqrt(rate)} steps are enough.
 */
final class PoissonInversion {
    /** Beyond 2<sup>24</sup> floats do not hold every count. */
    static final float LARGEST_RATE = 0x1p24f;

    /** Up to this mode its probability is a product, beyond it Stirling's series, whose error is then below 2e-14. */
    private static final int FEW = 16;

    /** Counts less likely than this are not reached by a number of 48 bits. */
    private static final double LEAST = 0x1p-60;

    private static final double TWO_PI = 6.283185307179586;

    private PoissonInversion() {}

    /**
     * The count that a uniform number on [0, 1) stands for.
     *
     * @param rate within 0 and {@link #LARGEST_RATE}
     */
    static int count(double rate, double u) {
        int above = (int) rate;
        int below = above;
        double up = probabilityOfMode(rate, above);
        double down = up;
        double rest = u - up;
        while (rest >= 0 && up + down > LEAST) {
            above++;
            up *= rate / above;
            rest -= up;
            if (rest < 0) {
                return above;
            }
            down *= below / rate; // 0 below a count of 0
            below--;
            rest -= down;
            if (rest < 0) {
                return below;
            }
        }
        return above;
    }

    /** e^-rate rate^m / m!, the second way after Loader: no large numbers are subtracted from each other. */
    private static double probabilityOfMode(double rate, int m) {
        if (m <= FEW) {
            double p = StrictMath.exp(-rate);
            for (int i = 1; i <= m; i++) {
                p *= rate / i;
            }
            return p;
        }
        double inverse = 1.0 / m;
        double square = inverse * inverse;
        double correction = inverse * (1 / 12.0 - square * (1 / 360.0 - square * (1 / 1260.0 - square / 1680)));
        double away = (m - rate) / rate;
        double deviance = m * StrictMath.log1p(away) - (m - rate);
        return StrictMath.exp(-correction - deviance) / Math.sqrt(TWO_PI * m);
    }
}

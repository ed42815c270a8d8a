package dev.lanewise.nn.attention;

/** Checks of settings. */
final class Checks {
    private Checks() {}

    /**
     * A probability as a float.
     *
     * @throws IllegalArgumentException unless {@code 0 <= p <= 1}
     */
    static float probability(String what, double p) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException(what + ": probability " + p + " is not within 0 and 1");
        }
        return (float) p;
    }

    /**
     * The number.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    static int positive(String what, int number) {
        if (number < 1) {
            throw new IllegalArgumentException(what + " is " + number + ": expected 1 or more");
        }
        return number;
    }
}

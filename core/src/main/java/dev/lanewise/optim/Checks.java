package dev.lanewise.optim;

/** Checks numbers that optimizers, schedules and clipping are given. */
final class Checks {
    private Checks() {}

    /**
     * Returns a finite number of 0 or more.
     *
     * @param owner whose number it is, for the message
     * @param what it is, for example {@code weight decay}
     * @throws IllegalArgumentException if it is none
     */
    static double nonNegative(String owner, String what, double value) {
        if (!isNonNegative(value)) {
            throw new IllegalArgumentException(
                    owner + ": " + what + " " + value + " is not a finite number of 0 or more");
        }
        return value;
    }

    /** Whether a number is finite and 0 or more. */
    static boolean isNonNegative(double value) {
        return value >= 0 && value < Double.POSITIVE_INFINITY;
    }

    /** Returns a whole number of 0 or more. */
    static long nonNegative(String owner, String what, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(owner + ": " + what + " " + value + " is less than 0");
        }
        return value;
    }

    /** Returns a number in [0, 1). */
    static double share(String owner, String what, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(
                    owner + ": " + what + " " + value + " is not within 0 and 1, 1 excluded");
        }
        return value;
    }
}

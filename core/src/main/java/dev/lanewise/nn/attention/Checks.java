package dev.lanewise.nn.attention;

/** Checks of settings. */
final class Checks {
    private Checks() {}

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

package dev.lanewise.bench;

import java.util.function.IntToDoubleFunction;

/** What benchmarks compute is compared with double precision before anything is timed. */
final class Checks {
    private Checks() {}

    /**
     * Compares each element with its exact value.
     *
     * @param what for the message
     * @param tolerance the largest difference for values up to 1, and relative to larger ones
     * @throws IllegalStateException if one differs by more
     */
    static void requireClose(String what, IntToDoubleFunction expected, double tolerance, float[] actual) {
        for (int i = 0; i < actual.length; i++) {
            double exact = expected.applyAsDouble(i);
            if (!(Math.abs(actual[i] - exact) <= tolerance * Math.max(1, Math.abs(exact)))) {
                throw new IllegalStateException(
                        what + ": element " + i + " is " + actual[i] + ", expected " + exact);
            }
        }
    }
}

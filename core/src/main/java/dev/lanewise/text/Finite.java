package dev.lanewise.text;

/** Refuses numbers that are no finite float, and those out of range, in one sentence. */
public final class Finite {
    private Finite() {}

    /**
     * Returns the number, rounded to a float.
     *
     * @param what it is, for example {@code elu: alpha}
     * @throws IllegalArgumentException if it is NaN or infinite or rounds to infinity
     */
    public static float number(String what, double value) {
        return requireTrue(Float.isFinite((float) value), what, value, "");
    }

    /** As {@link #number}; negative numbers are refused too. */
    public static float atLeastZero(String what, double value) {
        return requireTrue(value >= 0 && Float.isFinite((float) value), what, value, " of 0 or more");
    }

    /** As {@link #number}; numbers that are not above 0, or round to 0, are refused too. */
    public static float aboveZero(String what, double value) {
        return requireTrue((float) value > 0 && Float.isFinite((float) value), what, value, " above 0");
    }

    /** As {@link #number}; floats below the least one are refused too. */
    public static float atLeast(String what, double value, double least) {
        return requireTrue((float) value >= (float) least && Float.isFinite((float) value), what, value,
                " of " + least + " or more");
    }

    /** Returns a number from 0 to 1, rounded to a float; others and NaN are refused. */
    public static float share(String what, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(what + " " + value + " is not within 0 and 1");
        }
        return (float) value;
    }

    private static float requireTrue(boolean fits, String what, double value, String range) {
        if (!fits) {
            throw new IllegalArgumentException(what + " " + value + " is not a finite float" + range);
        }
        return (float) value;
    }
}

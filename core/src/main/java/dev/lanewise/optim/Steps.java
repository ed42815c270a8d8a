package dev.lanewise.optim;

import java.util.Arrays;

/** How many updates each parameter of an {@link UpdateOp} has had, this one included. */
public final class Steps {
    /** For rules that do not count. */
    public static final Steps UNCOUNTED = new Steps();

    private final long[] counts;

    private Steps(long... counts) {
        this.counts = counts;
    }

    /** A copy of the counts, one for each parameter. */
    public static Steps of(long... counts) {
        return new Steps(counts.clone());
    }

    /** The count of a parameter. */
    public long count(int parameter) {
        return counts[parameter];
    }

    /** How many parameters are counted. */
    public int parameters() {
        return counts.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Steps steps && Arrays.equals(counts, steps.counts);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts);
    }

    /** For example {@code [3, 3]}. */
    @Override
    public String toString() {
        return Arrays.toString(counts);
    }
}

package dev.lanewise.optim;

import java.util.Arrays;

/** How many updates each parameter of an {@link UpdateOp} has had, this one included. */
public final class UpdateCounts {
    /** For rules that do not count. */
    public static final UpdateCounts UNCOUNTED = new UpdateCounts();

    private final long[] counts;

    private UpdateCounts(long... counts) {
        this.counts = counts;
    }

    /** A copy of the counts, one for each parameter. */
    public static UpdateCounts of(long... counts) {
        return new UpdateCounts(counts.clone());
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
        return other instanceof UpdateCounts steps && Arrays.equals(counts, steps.counts);
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

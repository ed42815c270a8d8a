package dev.lanewise.tensor;

import org.jspecify.annotations.Nullable;

/**
 * Where an op was applied.
 *
 * @param place in the model; null if that was not noted
 * @param line in the user's Java, for example {@code at Main.main(Main.java:3)}; null if no anomaly mode was on
 */
record Applied(@Nullable Place place, @Nullable String line) {
    /** Somewhere, at a time when nothing was noted. */
    static final Applied UNNOTED = new Applied(null, null);

    /** Where a thread is now that is in anomaly mode. */
    static Applied here(ThreadState state) {
        return new Applied(state.place, Watch.line());
    }

    /** For a message of the anomaly mode. */
    @Override
    public String toString() {
        if (line == null) {
            return "before the anomaly mode was on";
        }
        return (place == null ? "" : "in " + place.title() + ", ") + line;
    }
}

package dev.lanewise.program;

import dev.lanewise.tensor.Value;
import java.util.List;
import java.util.function.Function;

/**
 * A computation that could do something else captured than eagerly.
 *
 * @param name what is hazardous about it
 * @param verdict what becomes of it
 * @param message for what is refused, part of the sentence; for what is the caller's, part of what verifying says
 * @param body makes the computation in a world
 */
record Hazard(
        String name, Verdict verdict, String message,
        Function<World, Function<List<? extends Value>, List<? extends Value>>> body) {
    /** What becomes of a hazard. */
    enum Verdict {
        /** The captured runs have the bits of the eager ones, or throw alike. */
        SAME,
        /** They have, until one is refused. */
        REFUSED,
        /** They differ, which the documentation says and a verified run finds. */
        CALLERS
    }

    static Hazard same(String name, Function<World, Function<List<? extends Value>, List<? extends Value>>> body) {
        return new Hazard(name, Verdict.SAME, "", body);
    }

    static Hazard refused(
            String name, String message, Function<World, Function<List<? extends Value>, List<? extends Value>>> body) {
        return new Hazard(name, Verdict.REFUSED, message, body);
    }

    static Hazard callers(
            String name, String message, Function<World, Function<List<? extends Value>, List<? extends Value>>> body) {
        return new Hazard(name, Verdict.CALLERS, message, body);
    }

    @Override
    public String toString() {
        return name;
    }
}

package dev.lanewise.tensor;

import dev.lanewise.jfr.Flight;
import dev.lanewise.text.Required;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a thread computes, a block of a model, say, and what that is a part of. It is noted only where somebody may ask
 * for it later: while a {@link Recorder} listens to the thread, since a replay runs no block that could name itself, in
 * {@link Anomaly} mode, and while the JDK's Flight Recorder records ops.
 */
public interface Place {
    /** The path from the outermost place to this one, and what this one is, as in {@code 1.0: Linear(5, 2)}. */
    String title();

    /**
     * The exception that this place, and each one around it, lets out for one that is thrown here: of the same kind,
     * with the place in its message. Kinds whose messages take no place are returned as they are.
     */
    RuntimeException located(RuntimeException fault);

    /** Whether places are noted on this thread. */
    static boolean isNoted() {
        return Recorder.isListening() || Anomaly.isOn() || Flight.recordsOps();
    }

    /** The innermost place that this thread computes in and that has been noted; null for none. */
    static @Nullable Place current() {
        return ThreadState.current().place;
    }

    /**
     * Computes something in a place.
     *
     * @param place names the {@link #current} one as the one around it
     */
    static <T> T within(Place place, Supplier<T> computation) {
        Required.nonNull("within: the place", place);
        Required.nonNull("within: the computation", computation);
        ThreadState state = ThreadState.current();
        Place outer = state.place;
        state.place = place;
        try {
            return computation.get();
        } finally {
            state.place = outer;
        }
    }
}

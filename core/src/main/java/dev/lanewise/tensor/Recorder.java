package dev.lanewise.tensor;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hears of every application of an op on the thread that it listens to, and of the places where Java's course may
 * depend on more than the ops: enough to run the same computation again.
 */
public interface Recorder {
    /**
     * An op has been applied.
     *
     * @param live gives the op for each further run, with its run-time scalars (learning rate, step, random index)
     *     moved on; null if the op has none and stays what it is
     * @param op the op as it was applied
     * @param in its inputs
     * @param out its outputs
     */
    void applied(@Nullable Supplier<? extends Op> live, Op op, Value[] in, Value[] out);

    /**
     * A value is about to be read by Java.
     *
     * @param value the value
     * @param method the method that reads it, for a message
     */
    void read(Value value, String method);

    /** A tensor is about to get a gradient; {@code old} is what it is added to, null if it is the first or replaces. */
    void receivesGradient(Tensor tensor, @Nullable Tensor old);

    /**
     * Java's course depends on a condition.
     *
     * @param owner whose condition it is; each has at most one
     * @param condition looks it up
     * @param value what it is now
     */
    void observed(Object owner, BooleanSupplier condition, boolean value);

    /**
     * Reports a condition to the recorder of this thread, if there is one. To be called where the course of a
     * computation depends on the condition, and before it is changed.
     *
     * @return whether the condition holds
     */
    static boolean observe(Object owner, BooleanSupplier condition) {
        boolean value = condition.getAsBoolean();
        Recorder recorder = ThreadState.current().recorder;
        if (recorder != null) {
            recorder.observed(owner, condition, value);
        }
        return value;
    }

    /** Whether a recorder listens to this thread. */
    static boolean isListening() {
        return ThreadState.current().recorder != null;
    }

    /**
     * Runs something while a recorder listens to this thread.
     *
     * @throws IllegalStateException if another recorder listens already
     */
    static <T> T listen(Recorder recorder, Supplier<T> body) {
        ThreadState state = ThreadState.current();
        if (state.recorder != null) {
            throw new IllegalStateException("capture: this thread is being captured already; captures do not nest");
        }
        state.recorder = recorder;
        try {
            return body.get();
        } finally {
            state.recorder = null;
        }
    }
}

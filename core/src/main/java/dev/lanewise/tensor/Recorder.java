package dev.lanewise.tensor;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hears of every application of an op on the thread that it listens to, and of the places where Java's course may depend
 * on more than the ops: enough to run the same computation again.
 */
public interface Recorder {
    /**
     * An op has been applied.
     *
     * @param source gives the op for another run, with its run-time scalars (learning rate, step, random index) moved on
     * @param op the op as it was applied
     * @param in its inputs
     * @param out its outputs
     */
    void applied(Supplier<? extends Op> source, Op op, Value[] in, Value[] out);

    /**
     * A value is about to be read by Java.
     *
     * @param value the value
     * @param method the method that reads it, for a message
     */
    void read(Value value, String method);

    /** A leaf is about to accumulate a gradient; {@code old} is what it has accumulated so far. */
    void accumulates(Tensor leaf, @Nullable Tensor old);

    /** Java's course depends on a condition that was {@code value} just now. */
    void observed(BooleanSupplier condition, boolean value);

    /** Reports a condition that the course of a computation depends on to the recorder of this thread, if there is one. */
    static boolean observe(BooleanSupplier condition) {
        boolean value = condition.getAsBoolean();
        Recorder recorder = ThreadState.current().recorder;
        if (recorder != null) {
            recorder.observed(condition, value);
        }
        return value;
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

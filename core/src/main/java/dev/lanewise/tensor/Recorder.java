package dev.lanewise.tensor;

import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Is told of every application of an op on the thread that it listens to, and of every condition that the Java code may
 * branch on: enough to run the same computation again, or to refuse it.
 */
public interface Recorder {
    /** Where a value comes from, seen from the computation that is listened to. */
    enum Origin {
        /** It existed before. */
        BEFORE,
        /** It was made since, by the thread that is listened to. */
        WITHIN,
        /** It was made since, by another thread. */
        ELSEWHERE
    }

    /**
     * An op has been applied.
     *
     * @param live gives the op for each further run, with its run-time scalars advanced; null if the op has none and
     *     stays the same
     * @param op the op as it was applied
     * @param in its inputs
     * @param out its outputs
     */
    void applied(@Nullable Live live, Op op, Value[] in, Value[] out);

    /**
     * Something happens that a replay could not repeat: Java code reads a value, say. May be called by any thread.
     *
     * @param what a clause that says what, and what to do instead
     * @return the exception to throw; catching it does not undo the refusal
     */
    IllegalStateException refuse(String what);

    /**
     * A backward pass or {@link Autograd#grad} begins.
     *
     * @param roots where it begins
     */
    void walks(Tensor... roots);

    /** A gradient rule reads a value that was saved for it when an op was applied. */
    void readsSaved(Value value);

    /**
     * A backward pass is about to add to a tensor's gradient.
     *
     * @param tensor the tensor
     * @param old the gradient it has, null for none
     * @param gradient what is added
     * @return the gradient to add to, null for none
     */
    @Nullable
    Tensor receivesGradient(Tensor tensor, @Nullable Tensor old, Tensor gradient);

    /** Java code reads a tensor's gradient, null for none. */
    void readsGradient(Tensor tensor, @Nullable Tensor gradient);

    /** Java code is about to replace a tensor's gradient; null stands for none. */
    void replacesGradient(Tensor tensor, @Nullable Tensor old, @Nullable Tensor gradient);

    /**
     * The Java code branches on a condition.
     *
     * @param owner whose condition it is; each has at most one
     * @param condition looks it up
     * @param value what it is now
     */
    void observed(Object owner, BooleanSupplier condition, boolean value);

    /**
     * Reports a condition to the recorder of this thread, if there is one. To be called where a computation branches on
     * the condition, and before it is changed.
     *
     * @return whether the condition holds
     */
    static boolean observe(Object owner, BooleanSupplier condition) {
        boolean value = condition.getAsBoolean();
        Recorder recorder = ThreadState.recorder();
        if (recorder != null) {
            recorder.observed(owner, condition, value);
        }
        return value;
    }

    /**
     * Refuses something within a computation that is listened to; does nothing elsewhere.
     *
     * @param what as in {@link #refuse}
     */
    static void refuseWithin(String what) {
        Recorder recorder = ThreadState.recorder();
        if (recorder != null) {
            throw recorder.refuse(what);
        }
    }

    /** The recorder that listens to this thread, null for none. */
    static @Nullable Recorder current() {
        return ThreadState.recorder();
    }

    /** Whether a recorder listens to this thread. */
    static boolean isListening() {
        return ThreadState.capture() != null;
    }

    /**
     * Where a value comes from, seen from the computation that this thread is in.
     *
     * @throws IllegalStateException if no recorder listens to this thread
     */
    static Origin origin(Value value) {
        Capture capture = ThreadState.capture();
        if (capture == null) {
            throw new IllegalStateException("origin: no recorder listens to this thread");
        }
        return capture.origin(value);
    }

    /**
     * Another object for the same elements, without history. It tells an input of a computation from the same value
     * used from outside, and belongs to the computation if it is made within.
     */
    static Value standIn(Value input) {
        return Bound.view(input, 0, input.shape());
    }

    /**
     * Runs something while a recorder listens to this thread.
     *
     * @throws IllegalStateException if another recorder listens already, or the body leaves a grad mode scope open
     */
    static <T> T listen(Recorder recorder, Supplier<T> body) {
        ThreadState state = ThreadState.current();
        if (state.capture != null) {
            throw new IllegalStateException("capture: this thread is being captured already; captures do not nest");
        }
        Capture capture = Capture.begin(recorder, state);
        try {
            T result = body.get();
            capture.requireScopesClosed(state);
            return result;
        } finally {
            Capture.end(capture, state);
        }
    }
}

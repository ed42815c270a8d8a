package dev.lanewise.tensor;

import dev.lanewise.threads.PerThread;
import org.jspecify.annotations.Nullable;

/** What belongs to the thread that applies ops: whether it records history, and who listens. */
final class ThreadState {
    private static final PerThread<ThreadState> CURRENT = new PerThread<>(ThreadState::new);

    boolean gradEnabled = true;

    /** How many grad mode scopes are open. */
    int gradScopes;

    /** The capture that this thread is in. */
    @Nullable
    Capture capture;

    private ThreadState() {}

    static ThreadState current() {
        return CURRENT.get();
    }

    @Nullable
    Recorder recorder() {
        Capture now = capture;
        return now == null ? null : now.recorder;
    }

    /** Refuses, where a recorder listens, that a value leaves the tensors for Java; else returns it. */
    static <V extends Value> V leaves(V value, String method) {
        Capture capture = CURRENT.get().capture;
        Capture.requireOwn(capture, value, method);
        if (capture != null) {
            throw capture.recorder.refuse(method + " reads a value " + value.shape()
                    + " in the middle of the captured computation; return it as an output and read it afterwards");
        }
        return value;
    }

    /** Tells a listening recorder that Java asks whether a tensor has a history. */
    static void historyAsked(Tensor tensor) {
        Capture capture = CURRENT.get().capture;
        if (capture != null && capture.origin(tensor) != Recorder.Origin.BEFORE) {
            capture.historyAsked();
        }
    }

    /** Tells a listening recorder that a gradient rule reads what was saved for it, and returns it. */
    static <V extends Value> V savedRead(V value) {
        Recorder recorder = CURRENT.get().recorder();
        if (recorder != null) {
            recorder.readsSaved(value);
        }
        return value;
    }

    /** Tells a listening recorder that Java looks at a gradient. */
    static void gradientRead(Tensor tensor, @Nullable Tensor gradient) {
        Recorder recorder = CURRENT.get().recorder();
        if (recorder != null) {
            recorder.readsGradient(tensor, gradient);
        }
    }

    /** Tells a listening recorder that Java replaces a gradient. */
    static void gradientReplaced(Tensor tensor, @Nullable Tensor old, @Nullable Tensor gradient) {
        Recorder recorder = CURRENT.get().recorder();
        if (recorder != null) {
            recorder.replacesGradient(tensor, old, gradient);
        }
    }

    /** Tells a listening recorder that a gradient arrives, and returns what it is added to. */
    static @Nullable Tensor gradientReceived(Tensor tensor, @Nullable Tensor old, Tensor gradient) {
        Recorder recorder = CURRENT.get().recorder();
        return recorder == null ? old : recorder.receivesGradient(tensor, old, gradient);
    }
}

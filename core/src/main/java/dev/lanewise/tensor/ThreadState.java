package dev.lanewise.tensor;

import dev.lanewise.threads.PerThread;
import org.jspecify.annotations.Nullable;

/** State of a thread that applies ops: whether it records history, and which recorder listens. */
final class ThreadState {
    private static final PerThread<ThreadState> CURRENT = new PerThread<>(ThreadState::new);

    boolean gradEnabled = true;

    /** How many grad mode scopes are open. */
    int gradScopes;

    /** The capture that this thread is in. */
    @Nullable
    Capture capture;

    /** The forward pass of a checkpointed function that this thread is in. */
    @Nullable
    ForwardPass pass;

    /** This thread's anomaly mode; null while it is off. */
    @Nullable
    Watch watch;

    /** The innermost {@link Place} that this thread computes in; null if none is noted. */
    @Nullable
    Place place;

    private ThreadState() {}

    static ThreadState current() {
        return CURRENT.get();
    }

    /** The recorder that listens to this thread. */
    static @Nullable Recorder recorder() {
        Capture capture = capture();
        return capture == null ? null : capture.recorder;
    }

    /** The capture that this thread is in. Called often, so while there is none at all, the thread is not looked up. */
    static @Nullable Capture capture() {
        return Capture.isAnyGoingOn() ? current().capture : null;
    }

    /** Refuses to hand a value to Java code while a recorder listens; else returns it. */
    static <V extends Value> V leaves(V value, String method) {
        if (Capture.isAnyGoingOn()) {
            Capture own = current().capture;
            Capture.requireOwn(own, value, method);
            if (own != null) {
                throw own.recorder.refuse(method + " reads a value " + value.shape()
                        + " in the middle of the captured computation; return it as an output and read it afterwards");
            }
        }
        return value;
    }

    /** Tells a listening recorder that Java code asks whether a tensor has a history. */
    static void historyAsked(Tensor tensor) {
        Capture capture = capture();
        if (capture != null && capture.origin(tensor) != Recorder.Origin.BEFORE) {
            capture.historyAsked();
        }
    }

    /** Tells a listening recorder that a gradient rule reads what was saved for it, and returns it. */
    static <V extends Value> V savedRead(V value) {
        Recorder recorder = recorder();
        if (recorder != null) {
            recorder.readsSaved(value);
        }
        return value;
    }

    /** Tells a listening recorder that Java code reads a gradient. */
    static void gradientRead(Tensor tensor, @Nullable Tensor gradient) {
        Recorder recorder = recorder();
        if (recorder != null) {
            recorder.readsGradient(tensor, gradient);
        }
    }

    /** Tells a listening recorder that Java code replaces a gradient. */
    static void gradientReplaced(Tensor tensor, @Nullable Tensor old, @Nullable Tensor gradient) {
        Recorder recorder = recorder();
        if (recorder != null) {
            recorder.replacesGradient(tensor, old, gradient);
        }
    }

    /** Tells a listening recorder that a gradient arrives, and returns what it is added to. */
    static @Nullable Tensor gradientReceived(Tensor tensor, @Nullable Tensor old, Tensor gradient) {
        Recorder recorder = recorder();
        return recorder == null ? old : recorder.receivesGradient(tensor, old, gradient);
    }
}

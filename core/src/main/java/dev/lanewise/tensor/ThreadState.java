package dev.lanewise.tensor;

import dev.lanewise.threads.PerThread;
import org.jspecify.annotations.Nullable;

/** What belongs to the thread that applies ops: whether it records history, and who listens. */
final class ThreadState {
    private static final PerThread<ThreadState> CURRENT = new PerThread<>(ThreadState::new);

    boolean gradEnabled = true;

    /** How many grad mode scopes are open. */
    int gradScopes;

    @Nullable
    Recorder recorder;

    private ThreadState() {}

    static ThreadState current() {
        return CURRENT.get();
    }

    /** Tells a listening recorder that a value is about to leave the tensors for Java, and returns it. */
    static <V extends Value> V leaves(V value, String method) {
        Recorder recorder = CURRENT.get().recorder;
        if (recorder != null) {
            recorder.read(value, method);
        }
        return value;
    }

    /** Tells a listening recorder that a tensor is about to get a gradient. */
    static void receivesGradient(Tensor tensor, @Nullable Tensor old) {
        Recorder recorder = CURRENT.get().recorder;
        if (recorder != null) {
            recorder.receivesGradient(tensor, old);
        }
    }
}

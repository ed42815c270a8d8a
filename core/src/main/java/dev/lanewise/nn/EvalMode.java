package dev.lanewise.nn;

import dev.lanewise.tensor.Recorder;
import dev.lanewise.threads.PerThread;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Evaluation mode for what the current thread computes, whatever mode blocks are in: {@link Block#isTraining} is false
 * until the scope is closed, and blocks are not switched. So a model can be evaluated while it is set up to train, and
 * by many threads at once.
 *
 * {@snippet :
 * try (EvalMode.Scope _ = EvalMode.scope(); GradMode.Scope _ = GradMode.noGrad()) {
 *     Tensor logits = model.forward(images);
 * }
 * }
 */
public final class EvalMode {
    /** The open scopes of each thread, in the order in which they were opened. */
    private static final PerThread<List<Scope>> OPEN = new PerThread<>(ArrayList::new);

    private EvalMode() {}

    /**
     * Whether a scope is open on the current thread. In a computation that is being captured this is a condition of
     * the program, unless the computation itself has opened the scope and so always finds it open.
     */
    public static boolean isOn() {
        Recorder recorder = Recorder.current();
        if (recorder != null && OPEN.get().stream().anyMatch(scope -> scope.openedIn == recorder)) {
            return true;
        }
        return Recorder.observe(EvalMode.class, EvalMode::isOpen);
    }

    private static boolean isOpen() {
        return !OPEN.get().isEmpty();
    }

    /** Whether a computation that was captured has left a scope open, which a replay would not do. */
    private static boolean isLeftOpen() {
        return OPEN.get().stream().anyMatch(scope -> scope.openedIn != null);
    }

    /** Opens a scope on the current thread; scopes nest. */
    public static Scope scope() {
        Recorder.observe(Scope.class, EvalMode::isLeftOpen);
        Scope scope = new Scope(OPEN.get());
        scope.siblings.add(scope);
        return scope;
    }

    /** On closing, ends the mode unless another scope is open; closing a second time does nothing. */
    public static final class Scope implements AutoCloseable {
        /** The open scopes of the thread that opened this one. */
        private final List<Scope> siblings;

        /** What listened to that thread. */
        private final @Nullable Recorder openedIn = Recorder.current();

        private Scope(List<Scope> siblings) {
            this.siblings = siblings;
        }

        /**
         * Ends the scope.
         *
         * @throws IllegalStateException if another thread opened it
         */
        @Override
        public void close() {
            if (OPEN.get() != siblings) {
                throw new IllegalStateException(
                        "an evaluation mode scope was closed by another thread than the one that opened it");
            }
            if (openedIn != Recorder.current()) {
                Recorder.observe(EvalMode.class, EvalMode::isOpen); // a captured computation closes what it found open
            }
            siblings.remove(this);
        }
    }
}

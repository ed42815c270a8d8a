package dev.lanewise.nn;

import dev.lanewise.threads.PerThread;

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
    /** How many scopes are open on a thread. */
    private static final class Depth {
        private int open;
    }

    private static final PerThread<Depth> DEPTH = new PerThread<>(Depth::new);

    private EvalMode() {}

    /** Whether a scope is open on the current thread. */
    public static boolean isOn() {
        return DEPTH.get().open > 0;
    }

    /** Opens a scope on the current thread; scopes nest. */
    public static Scope scope() {
        return new Scope(DEPTH.get());
    }

    /** On closing, ends the mode unless another scope is open; closing a second time does nothing. */
    public static final class Scope implements AutoCloseable {
        private final Depth depth;
        private boolean closed;

        private Scope(Depth depth) {
            this.depth = depth;
            depth.open++;
        }

        /**
         * Ends the scope.
         *
         * @throws IllegalStateException if another thread opened it
         */
        @Override
        public void close() {
            if (DEPTH.get() != depth) {
                throw new IllegalStateException(
                        "an evaluation mode scope was closed by another thread than the one that opened it");
            }
            if (!closed) {
                closed = true;
                depth.open--;
            }
        }
    }
}

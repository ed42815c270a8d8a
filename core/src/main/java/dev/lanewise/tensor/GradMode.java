package dev.lanewise.tensor;

/**
 * Whether ops applied by the current thread record what gradients need. On by default; switched off for a scope:
 *
 * {@snippet :
 * try (GradMode.Scope _ = GradMode.noGrad()) {
 *     Tensor logits = model.forward(images);
 * }
 * }
 *
 * <p>The mode belongs to the thread: other threads, new ones included, are not affected. Scopes nest, and the
 * innermost is closed first.
 */
public final class GradMode {
    private GradMode() {}

    /** Whether the current thread records ({@index is_grad_enabled}). */
    public static boolean isEnabled() {
        ThreadState state = ThreadState.current();
        if (state.capture != null) {
            state.capture.modeAsked(state);
        }
        return state.gradEnabled;
    }

    /** The mode, without reporting the question to a recorder. */
    static boolean current() {
        return ThreadState.current().gradEnabled;
    }

    /** Stops recording on this thread until the scope is closed ({@index no_grad}). */
    public static Scope noGrad() {
        return enter(false);
    }

    /** Records again inside a no-grad scope, until this scope is closed ({@index enable_grad}). */
    public static Scope enableGrad() {
        return enter(true);
    }

    private static Scope enter(boolean mode) {
        ThreadState state = ThreadState.current();
        Scope scope = new Scope(state, state.gradEnabled, ++state.gradScopes);
        state.gradEnabled = mode;
        return scope;
    }

    /** On closing, restores the mode that was in force before; closing a second time does nothing. */
    public static final class Scope implements AutoCloseable {
        private final ThreadState owner;
        private final boolean previous;
        private final int depth;
        private boolean closed;

        private Scope(ThreadState owner, boolean previous, int depth) {
            this.owner = owner;
            this.previous = previous;
            this.depth = depth;
        }

        /**
         * Ends the scope.
         *
         * @throws IllegalStateException if another thread opened it, or a scope opened after it is still open
         */
        @Override
        public void close() {
            if (ThreadState.current() != owner) {
                throw new IllegalStateException(
                        "a grad mode scope was closed by another thread than the one that opened it");
            }
            if (closed) {
                return;
            }
            if (owner.gradScopes != depth) {
                throw new IllegalStateException(
                        "a grad mode scope was closed out of order: a scope opened after it is still open");
            }
            closed = true;
            owner.gradScopes--;
            owner.gradEnabled = previous;
        }
    }
}

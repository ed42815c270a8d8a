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
    private static final ThreadLocal<GradMode> CURRENT = ThreadLocal.withInitial(GradMode::new);

    private boolean enabled = true;

    /** How many scopes are open. */
    private int depth;

    private GradMode() {}

    /** Whether the current thread records. */
    public static boolean isEnabled() {
        return CURRENT.get().enabled;
    }

    /** Stops recording on this thread until the scope is closed. */
    public static Scope noGrad() {
        return CURRENT.get().enter(false);
    }

    /** Records again inside a no-grad scope, until this scope is closed. */
    public static Scope enableGrad() {
        return CURRENT.get().enter(true);
    }

    private Scope enter(boolean mode) {
        Scope scope = new Scope(this, enabled, ++depth);
        enabled = mode;
        return scope;
    }

    /** Restores the mode that was in force before it; closing it a second time does nothing. */
    public static final class Scope implements AutoCloseable {
        private final GradMode owner;
        private final boolean previous;
        private final int depth;
        private boolean closed;

        private Scope(GradMode owner, boolean previous, int depth) {
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
            if (CURRENT.get() != owner) {
                throw new IllegalStateException(
                        "a grad mode scope was closed by another thread than the one that opened it");
            }
            if (closed) {
                return;
            }
            if (owner.depth != depth) {
                throw new IllegalStateException(
                        "a grad mode scope was closed out of order: a scope opened after it is still open");
            }
            closed = true;
            owner.depth--;
            owner.enabled = previous;
        }
    }
}

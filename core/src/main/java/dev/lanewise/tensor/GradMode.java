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
 * <p>The mode belongs to the thread: other threads, new ones included, are not affected.
 */
public final class GradMode {
    private static final ThreadLocal<GradMode> CURRENT = ThreadLocal.withInitial(GradMode::new);

    private boolean enabled = true;

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
        Scope scope = new Scope(this, enabled);
        enabled = mode;
        return scope;
    }

    /** Restores the mode that was in force before it; closing it a second time does nothing. */
    public static final class Scope implements AutoCloseable {
        private final GradMode owner;
        private final boolean previous;
        private boolean closed;

        private Scope(GradMode owner, boolean previous) {
            this.owner = owner;
            this.previous = previous;
        }

        /**
         * Ends the scope.
         *
         * @throws IllegalStateException if another thread than the one that opened it closes it
         */
        @Override
        public void close() {
            if (CURRENT.get() != owner) {
                throw new IllegalStateException(
                        "a grad mode scope was closed by another thread than the one that opened it");
            }
            if (!closed) {
                closed = true;
                owner.enabled = previous;
            }
        }
    }
}

package dev.lanewise.tensor;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * A mode of the current thread in which the first NaN or infinity is found where it is born ({@index detect_anomaly}):
 * an op whose inputs are finite and whose output is not, or a gradient rule that makes such gradients of finite ones,
 * throws an {@link ArithmeticException}. It names the op, shapes, the path of the block, and the line of Java that
 * applied the op; for a gradient, where the op was applied in the forward pass, if the mode was on then.
 *
 * {@snippet :
 * try (Anomaly.Scope _ = Anomaly.detect()) {
 *     step.run(batch);
 * }
 * }
 *
 * <p>What comes in with a NaN or an infinity, such as a mask of -infinity, is not checked further. An op between that
 * is infinite by intention is reported as well. The mode reads all values, and captured steps are run eagerly, with the
 * same bits, as a replay has no lines of Java: a {@code TrainStep} that gave NaN can be run again in this mode. Without
 * it, nothing is checked.
 */
public final class Anomaly {
    /** In how many threads the mode is on; while in none, no thread is looked up. */
    private static final AtomicInteger THREADS = new AtomicInteger();

    private Anomaly() {}

    /** Whether the mode is on in the current thread ({@index is_anomaly_enabled}). */
    public static boolean isOn() {
        return THREADS.get() > 0 && ThreadState.current().watch != null;
    }

    /** Turns the mode on in the current thread until the scope is closed; scopes nest. */
    public static Scope detect() {
        ThreadState state = ThreadState.current();
        Watch watch = state.watch;
        if (watch == null) {
            watch = new Watch();
            state.watch = watch;
            THREADS.incrementAndGet();
        }
        watch.scopes++;
        return new Scope(state, watch);
    }

    /** On closing, ends the mode unless another scope is open; closing a second time does nothing. */
    public static final class Scope implements AutoCloseable {
        private final ThreadState owner;
        private final Watch watch;
        private boolean closed;

        private Scope(ThreadState owner, Watch watch) {
            this.owner = owner;
            this.watch = watch;
        }

        /**
         * Ends the scope.
         *
         * @throws IllegalStateException if another thread opened it
         */
        @Override
        public void close() {
            if (ThreadState.current() != owner) {
                throw new IllegalStateException(
                        "an anomaly mode scope was closed by another thread than the one that opened it");
            }
            if (!closed) {
                closed = true;
                if (--watch.scopes == 0) {
                    owner.watch = null;
                    THREADS.decrementAndGet();
                }
            }
        }
    }
}

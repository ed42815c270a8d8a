package dev.lanewise.train.callbacks;

import dev.lanewise.io.WriteLock;
import dev.lanewise.train.Fit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The lock on what a callback writes to, for the time of a fit. */
final class FitLock {
    private @Nullable Fit owner;
    private @Nullable WriteLock lock;

    /**
     * Takes the lock for a fit.
     *
     * @throws IllegalStateException if another writer has it, such as the same callback in another fit
     */
    void take(Fit fit, Supplier<WriteLock> by) {
        lock = by.get();
        owner = fit;
    }

    /** Gives it back, if that fit has it. */
    void release(Fit fit) {
        WriteLock held = lock;
        if (owner == fit && held != null) {
            owner = null;
            lock = null;
            held.release();
        }
    }
}

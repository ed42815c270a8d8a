package dev.lanewise.kernels.drivers;

import java.lang.ref.SoftReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps scratch between calls, so that a kernel allocates nothing once the greatest concurrency has been reached.
 *
 * <p>A pool rather than a {@code ThreadLocal}: virtual threads would each keep megabytes, while here a dead thread's
 * buffers serve the next. A thread tends to get back what it returned, which is still in its cache. At most {@link
 * #SLOTS} objects are kept, behind soft references: they are cleared before memory runs out, or when unused for long.
 */
public final class Pool<T extends Pool.Kept<T>> {
    private static final int SLOTS = 64;

    /** An object that a pool keeps; it holds its own reference, so that returning it allocates nothing. */
    public interface Kept<T> {
        SoftReference<T> reference();
    }

    private final AtomicReferenceArray<@Nullable SoftReference<T>> free = new AtomicReferenceArray<>(SLOTS);
    private final Supplier<T> maker;

    public Pool(Supplier<T> maker) {
        this.maker = maker;
    }

    /** An object that nobody else uses. */
    public T take() {
        int start = (int) Thread.currentThread().threadId();
        for (int i = 0; i < SLOTS; i++) {
            int slot = (start + i) & (SLOTS - 1);
            if (free.getPlain(slot) != null) {
                SoftReference<T> kept = free.getAndSet(slot, null);
                T thing = kept == null ? null : kept.get();
                if (thing != null) {
                    return thing;
                }
            }
        }
        return maker.get();
    }

    /** Returns an object; if every slot is taken, it is left to the garbage collector. */
    public void giveBack(T thing) {
        int start = (int) Thread.currentThread().threadId();
        for (int i = 0; i < SLOTS; i++) {
            if (free.compareAndSet((start + i) & (SLOTS - 1), null, thing.reference())) {
                return;
            }
        }
    }
}

package dev.lanewise.kernels;

import java.lang.ref.SoftReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Keeps {@link GemmJob}s, with the scratch buffers they hold, between calls, so that a multiplication allocates nothing
 * once as many have run at the same time as ever will.
 *
 * <p>A pool rather than a {@code ThreadLocal}: virtual threads would each keep megabytes, and a dead thread's buffers
 * serve the next. At most {@link #SLOTS} jobs are kept, at most about 4 MB each, behind soft references: they go before
 * memory runs out, or when nobody has multiplied for long.
 */
final class GemmPool {
    private static final int SLOTS = 64;
    private static final AtomicReferenceArray<@Nullable SoftReference<GemmJob>> FREE = new AtomicReferenceArray<>(
            SLOTS);

    private GemmPool() {}

    /** A job nobody else uses. */
    static GemmJob take(GemmKernels kernels) {
        int start = (int) Thread.currentThread().threadId();
        for (int i = 0; i < SLOTS; i++) {
            int slot = (start + i) & (SLOTS - 1);
            if (FREE.getPlain(slot) != null) {
                SoftReference<GemmJob> kept = FREE.getAndSet(slot, null);
                GemmJob job = kept == null ? null : kept.get();
                if (job != null) {
                    return job;
                }
            }
        }
        return new GemmJob(kernels);
    }

    /** Gives a job back; it goes to the garbage collector if every slot is taken. */
    static void giveBack(GemmJob job) {
        int start = (int) Thread.currentThread().threadId();
        for (int i = 0; i < SLOTS; i++) {
            if (FREE.compareAndSet((start + i) & (SLOTS - 1), null, job.reference())) {
                return;
            }
        }
    }
}

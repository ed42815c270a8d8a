package dev.lanewise.kernels;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Keeps {@link GemmJob}s, with the scratch buffers they hold, between calls, so that a multiplication allocates nothing
 * once as many have run at the same time as ever will.
 *
 * <p>A pool rather than a {@code ThreadLocal}: a thread that helps others while it waits may begin a second
 * multiplication before its first has ended, virtual threads would each keep megabytes, and a dead thread's buffers
 * serve the next. At most {@link #SLOTS} jobs are kept, at most about 4 MB each.
 */
final class GemmPool {
    private static final int SLOTS = 64;
    private static final AtomicReferenceArray<GemmJob> FREE = new AtomicReferenceArray<>(SLOTS);

    private GemmPool() {}

    /** A job nobody else uses. */
    static GemmJob take(GemmKernels kernels) {
        int start = (int) Thread.currentThread().threadId();
        for (int i = 0; i < SLOTS; i++) {
            int slot = (start + i) & (SLOTS - 1);
            if (FREE.getPlain(slot) != null) {
                GemmJob job = FREE.getAndSet(slot, null);
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
            if (FREE.compareAndSet((start + i) & (SLOTS - 1), null, job)) {
                return;
            }
        }
    }
}

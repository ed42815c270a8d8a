package dev.lanewise.kernels;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * What one thread needs to walk the blocks of a fused kernel: arrays and offsets of the buffers, and scratch. Kept
 * between runs, so that a run allocates nothing; at most {@link #SLOTS} of them, each with scratch of some 8 KB a
 * buffer, 64 KB for the longest rows.
 */
final class FusedWorker {
    private static final int SLOTS = 16;
    private static final AtomicReferenceArray<@Nullable FusedWorker> FREE = new AtomicReferenceArray<>(SLOTS);
    private static final float[] NONE = {};

    float[][] arrays = {};
    int[] at = {};
    float[] scratch = NONE;

    private FusedWorker() {}

    /** A worker that nobody else uses, with room for so much. */
    static FusedWorker take(int buffers, int scratch) {
        FusedWorker worker = null;
        for (int slot = 0; slot < SLOTS && worker == null; slot++) {
            if (FREE.getPlain(slot) != null) {
                worker = FREE.getAndSet(slot, null);
            }
        }
        worker = worker == null ? new FusedWorker() : worker;
        if (worker.at.length < buffers) {
            worker.arrays = new float[buffers][];
            worker.at = new int[buffers];
        }
        if (worker.scratch.length < scratch) {
            worker.scratch = new float[scratch];
        }
        return worker;
    }

    /** Gives the worker back; it holds on to none of the caller's arrays. */
    void giveBack() {
        Arrays.fill(arrays, NONE);
        for (int slot = 0; slot < SLOTS; slot++) {
            if (FREE.compareAndSet(slot, null, this)) {
                return;
            }
        }
    }
}

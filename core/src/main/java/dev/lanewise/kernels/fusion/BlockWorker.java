package dev.lanewise.kernels.fusion;

import dev.lanewise.kernels.drivers.Pool;
import java.lang.ref.SoftReference;
import java.util.Arrays;

/**
 * What one thread needs to walk the blocks of a compiled graph: arrays and offsets of the buffers, and scratch of some
 * 8 KB per buffer, 64 KB for the longest rows. Kept between runs, so that a run allocates nothing.
 */
final class BlockWorker implements Pool.Kept<BlockWorker> {
    private static final Pool<BlockWorker> POOL = new Pool<>(BlockWorker::new);
    private static final float[] NONE = {};

    private final SoftReference<BlockWorker> reference = new SoftReference<>(this);

    float[][] arrays = {};
    int[] at = {};
    float[] scratch = NONE;

    private BlockWorker() {}

    /** A worker that nobody else uses, with room for so many buffers and so much scratch. */
    static BlockWorker take(int buffers, int scratch) {
        BlockWorker worker = POOL.take();
        if (worker.at.length < buffers) {
            worker.arrays = new float[buffers][];
            worker.at = new int[buffers];
        }
        if (worker.scratch.length < scratch) {
            worker.scratch = new float[scratch];
        }
        return worker;
    }

    /** Returns the worker to the pool; it keeps none of the caller's arrays. */
    void giveBack() {
        Arrays.fill(arrays, NONE);
        POOL.giveBack(this);
    }

    @Override
    public SoftReference<BlockWorker> reference() {
        return reference;
    }
}

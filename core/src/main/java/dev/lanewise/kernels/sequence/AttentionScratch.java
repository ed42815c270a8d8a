package dev.lanewise.kernels.sequence;

import dev.lanewise.kernels.drivers.CacheLines;
import dev.lanewise.kernels.drivers.Pool;
import java.lang.ref.SoftReference;

/** What one thread needs for a head: packed operands and strips of scores on whole cache lines. */
final class AttentionScratch implements Pool.Kept<AttentionScratch> {
    static final Pool<AttentionScratch> POOL = new Pool<>(AttentionScratch::new);

    private static final float[] NONE = {};

    private final SoftReference<AttentionScratch> reference = new SoftReference<>(this);

    /** How many keys each row of a strip has. */
    final int[] counts = new int[AttentionSizes.STRIP];

    float[] memory = NONE;
    float[] work = NONE;

    private long end;

    @Override
    public SoftReference<AttentionScratch> reference() {
        return reference;
    }

    /** Forgets all regions. */
    void clear() {
        end = CacheLines.FIRST;
    }

    /** A region of memory, which begins on a cache line; memory is there after {@link #allocate}. */
    int region(long floats) {
        long begin = end;
        end += Math.ceilDiv(floats, CacheLines.FLOATS) * CacheLines.FLOATS;
        if (end > Integer.MAX_VALUE - 2 * CacheLines.FIRST) {
            throw new IllegalArgumentException(
                    "attention: a head takes scratch of " + end + " floats, more than an array can hold");
        }
        return (int) begin;
    }

    /** Makes room for all regions, and so many floats of a tile. */
    void allocate(int tile) {
        if (memory.length < end) {
            memory = CacheLines.allocatePlaced((int) end - CacheLines.FIRST);
        }
        if (work.length < tile) {
            work = new float[tile];
        }
    }
}

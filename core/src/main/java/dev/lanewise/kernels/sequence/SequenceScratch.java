package dev.lanewise.kernels.sequence;

import dev.lanewise.kernels.drivers.CacheLines;
import dev.lanewise.kernels.drivers.Pool;
import java.lang.ref.SoftReference;

/** Scratch of one thread, on whole cache lines: packed weights, or sums and states of a block of samples. */
final class SequenceScratch implements Pool.Kept<SequenceScratch> {
    static final Pool<SequenceScratch> POOL = new Pool<>(SequenceScratch::new);

    /** Of those with packed weights, which are long. */
    static final Pool<SequenceScratch> LONG = new Pool<>(SequenceScratch::new);

    /** Where memory begins. */
    static final int FIRST = CacheLines.FIRST;

    private static final float[] NONE = {};

    private final SoftReference<SequenceScratch> reference = new SoftReference<>(this);

    float[] memory = NONE;

    /** What tiles need. */
    float[] work = NONE;

    /** Rows of A, packed. */
    float[] packed = NONE;

    private SequenceScratch() {}

    @Override
    public SoftReference<SequenceScratch> reference() {
        return reference;
    }

    /** Makes room for so many floats from {@link #FIRST} on. */
    void reserve(long floats) {
        if (floats > Integer.MAX_VALUE - 2 * FIRST) {
            throw new IllegalArgumentException(
                    "recurrence: scratch of " + floats + " floats is more than an array can hold");
        }
        if (memory.length < FIRST + floats) {
            memory = CacheLines.allocatePlaced((int) floats);
        }
    }

    /** Makes room for a tile, and for rows of A. */
    void reserveTile(int tile, int rows) {
        if (work.length < tile) {
            work = new float[tile];
        }
        if (packed.length < rows) {
            packed = new float[rows];
        }
    }

    /** A number of floats rounded up to whole lines. */
    static int lines(int floats) {
        return Math.ceilDiv(floats, CacheLines.FLOATS) * CacheLines.FLOATS;
    }
}

package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.drivers.CacheLines;
import dev.lanewise.kernels.drivers.Pool;
import java.lang.ref.SoftReference;

/** What one thread needs for its part of a convolution: packed operands on whole cache lines, and tables. */
final class ConvScratch implements Pool.Kept<ConvScratch> {
    static final Pool<ConvScratch> POOL = new Pool<>(ConvScratch::new);

    /** Where memory begins. */
    static final int FIRST = CacheLines.FIRST;

    private static final float[] NONE = {};

    private final SoftReference<ConvScratch> reference = new SoftReference<>(this);

    /** Where the rows of a matrix begin. */
    int[] table = {};

    private final int[] rows = new int[GemmKernels.CHAIN];

    float[] memory = NONE;
    float[] work = NONE;

    @Override
    public SoftReference<ConvScratch> reference() {
        return reference;
    }

    /** Makes room for so many floats from {@link #FIRST} on, and so many of a tile's. */
    void reserve(long floats, int tile) {
        if (floats > Integer.MAX_VALUE - 2 * FIRST) {
            throw new IllegalArgumentException("convolution: a part of it takes scratch of " + floats
                    + " floats, more than an array can hold");
        }
        if (memory.length < FIRST + floats) {
            memory = CacheLines.allocatePlaced((int) floats);
        }
        if (work.length < tile) {
            work = new float[tile];
        }
    }

    /** The table, with room for so many rows. */
    int[] table(int rows) {
        if (table.length < rows) {
            table = new int[rows];
        }
        return table;
    }

    /**
     * Some rows of the table, at most a chain, moved on by an offset. Tiles are given addresses ready to be used: an
     * addition in their loop would cost C2 a register too many, and them 6 % of their speed (ADR 17).
     */
    int[] rows(int first, int count, int offset) {
        for (int p = 0; p < count; p++) {
            rows[p] = table[first + p] + offset;
        }
        return rows;
    }
}

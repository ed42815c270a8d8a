package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Thresholds;
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

    final Segments segments = new Segments();

    /** Where the rows of a matrix begin, for a chain and a short one behind it. */
    final int[][] tables = {new int[GemmKernels.CHAIN], new int[Thresholds.SHORT_CHAIN]};

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

    /** Moves the tables on by some columns. */
    void advance(int rows, int columns) {
        int left = rows;
        for (int[] table : tables) {
            int some = Math.clamp(left, 0, table.length);
            for (int p = 0; p < some; p++) {
                table[p] += columns;
            }
            left -= some;
        }
    }
}

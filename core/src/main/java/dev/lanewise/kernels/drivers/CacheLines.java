package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.Thresholds;

/**
 * Arrays whose elements lie on whole cache lines from {@link #FIRST} on, as far as Java lets one choose.
 *
 * <p>A program cannot ask where an array lies. But G1 puts one of more than half a region at the start of a region, so
 * that its elements begin 16 bytes behind a line's start, and it never moves it. So large arrays are made large enough
 * for regions of up to 4 MB, which are those of heaps below 16 GB, and used from {@link #FIRST} on. With other
 * collectors and larger regions nothing is lost. Vectors that cross lines cost a matrix product some 8 %.
 */
public final class CacheLines {
    /** Where the first whole line begins. */
    public static final int FIRST = 12;

    /** Floats in a line. */
    public static final int FLOATS = 16;

    /** Just over 2 MB. */
    private static final int PLACED_ALONE = (1 << 19) + FLOATS;

    private CacheLines() {}

    /** An array with room for so many floats from {@link #FIRST} on. */
    public static float[] allocate(int floats) {
        return floats < Thresholds.PLACED_FROM - FIRST ? new float[floats + FIRST] : allocatePlaced(floats);
    }

    /** The same, placed on whole lines however small it is: for scratch that is kept. */
    public static float[] allocatePlaced(int floats) {
        return new float[Math.max(Math.addExact(floats, FIRST), PLACED_ALONE)];
    }
}

package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.Thresholds;

/**
 * Arrays whose elements are cache-line aligned from {@link #FIRST} on, as far as Java allows.
 *
 * <p>A program cannot find out an array's address. But G1 puts an array of more than half a region at the start of a
 * region, so that its elements begin 16 bytes after a line's start, and never moves it. So large arrays are made large
 * enough for regions of up to 4 MB, as in heaps below 16 GB, and used from {@link #FIRST} on. With other collectors and
 * larger regions nothing is lost. Vectors that cross lines cost a matrix product some
 * 8 %, and a sum of 10,000,000 floats 30 %.
 */
public final class CacheLines {
    /** Where the first whole line begins. */
    public static final int FIRST = 12;

    /** Floats in a line. */
    public static final int FLOATS = 16;

    /** Just over 2 MB. */
    private static final int PLACED_ALONE = (1 << 19) + FLOATS;

    private CacheLines() {}

    /** An array with room for the given number of floats from {@link #FIRST} on. */
    public static float[] allocate(int floats) {
        return floats < Thresholds.PLACED_FROM - FIRST ? new float[floats + FIRST] : allocatePlaced(floats);
    }

    /** Where the floats of a tensor begin in an array of their own: on a line, if they are many. */
    public static int first(int floats) {
        return floats < PLACED_ALONE || floats > Integer.MAX_VALUE - FIRST ? 0 : FIRST;
    }

    /** As {@link #allocate}, aligned however small it is: for scratch that is kept. */
    public static float[] allocatePlaced(int floats) {
        return new float[Math.max(Math.addExact(floats, FIRST), PLACED_ALONE)];
    }
}

package dev.lanewise.kernels;

import java.lang.ref.SoftReference;
import org.jspecify.annotations.Nullable;

/**
 * What one thread needs while it multiplies: a packed block of A, packed panels of B, and room for a tile.
 *
 * <p>The panels come first in one array. The Vector API cannot ask where an array lies, but G1 puts one of more than
 * half a region, 2 MB as a rule, at the start of a region and so its elements 16 bytes behind a cache line's start: 12
 * floats on, the rows of a panel are whole lines. Loads that cross lines cost the tiles some 8 %. Elsewhere nothing is
 * lost.
 */
final class GemmScratch implements Pool.Kept<GemmScratch> {
    static final Pool<GemmScratch> POOL = new Pool<>(GemmScratch::new);

    /** Floats from the start of a large array to the next cache line. */
    private static final int LINE = 12;

    /** Floats of an array that G1 places by itself, where regions have up to 4 MB. */
    private static final int LARGE = (1 << 19) + 64;

    /** Floats from which an array is made large. */
    private static final int SMALL = 1 << 15;

    private static final float[] NONE = {};

    private final SoftReference<GemmScratch> reference = new SoftReference<>(this);

    float[] memory = NONE;
    float[] work = NONE;

    /** Where the packed block of A begins. */
    int a;

    /** Where the packed panels of B begin. */
    static final int B = LINE;

    /** Whose block of A is packed here: a job, which of its runs, which block. */
    private @Nullable GemmJob owner;

    private int run;
    private int block;

    @Override
    public SoftReference<GemmScratch> reference() {
        return reference;
    }

    /** Makes room for so many floats of packed B, of packed A and of a tile. */
    void reserve(int panels, int block, int tile) {
        int needed = LINE + panels + block + LINE;
        if (memory.length < needed) {
            memory = new float[needed < SMALL ? SMALL : Math.max(needed, LARGE)];
            owner = null;
        }
        if (a != LINE + panels) {
            a = LINE + panels;
            owner = null;
        }
        if (work.length < tile) {
            work = new float[tile];
        }
    }

    /** Whether the block has to be packed here; from then on it counts as packed. */
    boolean lacks(GemmJob owner, int run, int block) {
        boolean lacks = this.owner != owner || this.run != run || this.block != block;
        this.owner = owner;
        this.run = run;
        this.block = block;
        return lacks;
    }
}

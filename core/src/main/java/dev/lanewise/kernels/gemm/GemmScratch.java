package dev.lanewise.kernels.gemm;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.drivers.CacheLines;
import dev.lanewise.kernels.drivers.Pool;
import java.lang.ref.SoftReference;
import org.jspecify.annotations.Nullable;

/**
 * What one thread needs while it multiplies: packed panels of B on whole cache lines, a packed block of A, and room for
 * a tile; or sums of chains in place of the panels.
 */
final class GemmScratch implements Pool.Kept<GemmScratch> {
    static final Pool<GemmScratch> POOL = new Pool<>(GemmScratch::new);

    private static final float[] NONE = {};

    private final SoftReference<GemmScratch> reference = new SoftReference<>(this);

    float[] memory = NONE;
    float[] work = NONE;

    /** Where the packed block of A begins. */
    int a;

    /** Where the packed panels of B begin. */
    static final int B = CacheLines.FIRST;

    /** Identifies the block of A that is packed here: the job, which of its runs, which block. */
    private @Nullable GemmPackedJob owner;

    private long run;
    private int block;

    @Override
    public SoftReference<GemmScratch> reference() {
        return reference;
    }

    /** Makes room for the given numbers of floats of packed B, of packed A and of a tile. */
    void reserve(int panels, int block, int tile) {
        int begin = B + panels + GemmKernels.SPILL;
        if (memory.length < begin + block + GemmKernels.SPILL) {
            memory = CacheLines.allocatePlaced(panels + block + 2 * GemmKernels.SPILL);
            owner = null;
        }
        if (a != begin) {
            a = begin;
            owner = null;
        }
        if (work.length < tile) {
            work = new float[tile];
        }
    }

    /** Memory with room for so many floats from {@link #B} on, for sums of chains. */
    float[] sums(int floats) {
        reserve(floats, 0, 0);
        forget();
        return memory;
    }

    /** Forgets the packed block, so that its room can be used for something else. */
    void forget() {
        owner = null;
    }

    /** Whether the block still has to be packed here; from then on it counts as packed. */
    boolean lacks(GemmPackedJob owner, long run, int block) {
        boolean lacks = this.owner != owner || this.run != run || this.block != block;
        this.owner = owner;
        this.run = run;
        this.block = block;
        return lacks;
    }
}

package dev.lanewise.kernels.drivers;

import java.lang.ref.SoftReference;

/** The scratch of pools, so that their kernels allocate nothing. */
final class PoolScratch implements Pool.Kept<PoolScratch> {
    static final Pool<PoolScratch> POOL = new Pool<>(PoolScratch::new);

    private final SoftReference<PoolScratch> reference = new SoftReference<>(this);
    private float[] floats = new float[0];

    private PoolScratch() {}

    @Override
    public SoftReference<PoolScratch> reference() {
        return reference;
    }

    /** So many floats or more, of any value. */
    float[] floats(int n) {
        if (floats.length < n) {
            floats = new float[n];
        }
        return floats;
    }
}

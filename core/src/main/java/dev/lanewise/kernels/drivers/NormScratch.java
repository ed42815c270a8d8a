package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.NormKernels;
import java.lang.ref.SoftReference;
import java.util.Arrays;

/** The scratch of normalisation, so that its kernels allocate nothing. */
final class NormScratch implements Pool.Kept<NormScratch> {
    static final Pool<NormScratch> POOL = new Pool<>(NormScratch::new);

    /** Of those that have {@link #rows}, which are long. */
    static final Pool<NormScratch> LONG = new Pool<>(NormScratch::new);

    /** For sums. */
    final float[] lanes = new float[NormKernels.SCRATCH];

    private final SoftReference<NormScratch> reference = new SoftReference<>(this);
    private float[] rows = new float[0];

    private NormScratch() {}

    @Override
    public SoftReference<NormScratch> reference() {
        return reference;
    }

    /** So many floats, the first of them {@code zeros} zeros. */
    float[] rows(int n, int zeros) {
        if (rows.length < n) {
            rows = new float[n];
        } else {
            Arrays.fill(rows, 0, zeros, 0f);
        }
        return rows;
    }
}

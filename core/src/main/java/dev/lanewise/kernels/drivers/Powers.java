package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.ZipKernels;
import dev.lanewise.kernels.choice.KernelLookup;
import java.lang.ref.SoftReference;

/** The scratch of powers, so that their kernel, as all others, allocates nothing. */
public final class Powers implements Pool.Kept<Powers> {
    private static final Pool<Powers> POOL = new Pool<>(Powers::new);

    private final double[] scratch = new double[ZipKernels.POW_SCRATCH];
    private final SoftReference<Powers> reference = new SoftReference<>(this);

    private Powers() {}

    /** {@link ZipKernels#pow} as a {@link ZipKernels.Loop}. */
    public static void pow(float[] a, int ao, int as, float[] b, int bo, int bs, float[] o, int oo, int n) {
        Powers kept = POOL.take();
        KernelLookup.active().zip().pow(a, ao, as, b, bo, bs, o, oo, n, kept.scratch);
        POOL.giveBack(kept);
    }

    @Override
    public SoftReference<Powers> reference() {
        return reference;
    }
}

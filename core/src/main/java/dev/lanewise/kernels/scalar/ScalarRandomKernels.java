package dev.lanewise.kernels.scalar;

import dev.lanewise.kernels.RandomKernels;
import org.jspecify.annotations.Nullable;

/** Random numbers in plain Java. */
public final class ScalarRandomKernels implements RandomKernels {
    @Override
    public void uniform(long seed, long stream, long index, float[] out, int o, int n) {
        Philox.ticks(seed, stream, index, 0x1p-24f, out, o, n);
    }

    @Override
    public void normal(long seed, long stream, long index, float[] out, int o, int n) {
        Philox.ticks(seed, stream, index, 1f, out, o, n);
        for (int i = 0; i < n; i++) {
            out[o + i] = InverseNormal.ofTick(out[o + i]);
        }
    }

    @Override
    public void dropout(
            long seed, long stream, long index, float p, float scale, float[] x, int xo, float[] y, int yo,
            boolean @Nullable [] dropped, int d, int n) {
        uniform(seed, stream, index, y, yo, n);
        select(p, scale, x, xo, y, yo, dropped, d, n);
    }

    /** Drops by the uniform numbers in {@code y}, which the results replace. */
    public static void select(
            float p, float scale, float[] x, int xo, float[] y, int yo, boolean @Nullable [] dropped, int d, int n) {
        for (int i = 0; i < n; i++) {
            boolean drops = y[yo + i] < p;
            if (dropped != null) {
                dropped[d + i] = drops;
            }
            y[yo + i] = drops ? 0f : x[xo + i] * scale;
        }
    }
}

package dev.lanewise.kernels.scalar;

import dev.lanewise.kernels.RandomKernels;

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
}

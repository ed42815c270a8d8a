package dev.lanewise.kernels.simd;

import dev.lanewise.kernels.RandomKernels;
import dev.lanewise.kernels.scalar.InverseNormal;

/** Random numbers: the generator runs on vectors; the scalar formula turns its words into normal numbers. */
public final class SimdRandomKernels implements RandomKernels {
    @Override
    public void uniform(long seed, long stream, long index, float[] out, int o, int n) {
        SimdPhilox.ticks(seed, stream, index, 0x1p-24f, out, o, n);
    }

    @Override
    public void normal(long seed, long stream, long index, float[] out, int o, int n) {
        SimdPhilox.ticks(seed, stream, index, 1f, out, o, n);
        for (int i = 0; i < n; i++) {
            out[o + i] = InverseNormal.ofTick(out[o + i]);
        }
    }
}

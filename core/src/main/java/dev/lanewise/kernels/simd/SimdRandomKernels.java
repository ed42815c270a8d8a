package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import dev.lanewise.kernels.RandomKernels;
import dev.lanewise.kernels.scalar.InverseNormal;
import dev.lanewise.kernels.scalar.ScalarRandomKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import org.jspecify.annotations.Nullable;

/** Random numbers: the generator runs on vectors; the scalar formula turns its words into normal numbers. */
public final class SimdRandomKernels implements RandomKernels {
    /** Elements that are drawn and then selected by while they are in L1. */
    private static final int BLOCK = 1024;

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

    @Override
    public void dropout(
            long seed, long stream, long index, float p, float scale, float[] x, int xo, float[] y, int yo,
            boolean @Nullable [] dropped, int d, int n) {
        for (int from = 0; from < n; from += BLOCK) {
            int count = Math.min(BLOCK, n - from);
            uniform(seed, stream, index + from, y, yo + from, count);
            select(p, scale, x, xo + from, y, yo + from, dropped, d + from, count);
        }
    }

    /** {@link ScalarRandomKernels#select}. */
    private static void select(
            float p, float scale, float[] x, int xo, float[] y, int yo, boolean @Nullable [] dropped, int d, int n) {
        int i = 0;
        for (int end = F.loopBound(n); i < end; i += LENGTH) {
            VectorMask<Float> drops = FloatVector.fromArray(F, y, yo + i).lt(p);
            if (dropped != null) {
                drops.intoArray(dropped, d + i);
            }
            FloatVector.fromArray(F, x, xo + i).mul(scale).blend(0f, drops).intoArray(y, yo + i);
        }
        ScalarRandomKernels.select(p, scale, x, xo + i, y, yo + i, dropped, d + i, n - i);
    }
}

package dev.lanewise.kernels.scalar;

import dev.lanewise.kernels.NormKernels;
import dev.lanewise.kernels.ReduceKernels;
import org.jspecify.annotations.Nullable;

/** Sums over chunks, in the order that {@link NormKernels} defines. */
final class ScalarChunkSums {
    private ScalarChunkSums() {}

    /** Sum of {@code (g - gm) * (x - m)}, or of x without a g. */
    static float sum(
            float @Nullable [] g, int go, float gm, float[] x, int xo, float m, int stride, int planes, int n) {
        // products that underflow can make a lane -0
        return lanes(0, 1, g, go, gm, x, xo, m, stride, planes, n) + 0f;
    }

    /** The virtual lanes {@code first, first + step, ...}, folded by halves. */
    private static float lanes(
            int first, int step, float @Nullable [] g, int go, float gm, float[] x, int xo, float m, int stride,
            int planes, int n) {
        if (step < ReduceKernels.LANES) {
            return lanes(first, 2 * step, g, go, gm, x, xo, m, stride, planes, n)
                    + lanes(first + step, 2 * step, g, go, gm, x, xo, m, stride, planes, n);
        }
        float sum = 0;
        for (int i = 0; i < planes; i++) {
            int end = i * stride + n;
            for (int j = i * stride + first; j < end; j += ReduceKernels.LANES) {
                sum = g == null ? sum + x[xo + j] : Math.fma(g[go + j] - gm, x[xo + j] - m, sum);
            }
        }
        return sum;
    }
}

package dev.lanewise.kernels.scalar;

import dev.lanewise.kernels.AttentionKernels;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Rows of attention in plain Java. */
public final class ScalarAttentionKernels implements AttentionKernels {
    private static final ScalarReduceKernels REDUCE = new ScalarReduceKernels();
    private static final ScalarSoftmaxKernels SOFTMAX = new ScalarSoftmaxKernels();

    @Override
    public void weights(
            float[] x, int xo, int ld, int rows, int cols, int[] counts, float scale,
            float @Nullable [] bias, int bo, int bi, int bj, boolean @Nullable [] allowed, int ao, int ai, int aj,
            boolean masked) {
        for (int i = 0; i < rows; i++) {
            int at = xo + i * ld;
            int n = counts[i];
            for (int j = 0; j < n; j++) {
                float s = x[at + j] * scale;
                if (bias != null) {
                    s += bias[bo + i * bi + j * bj];
                }
                boolean left = allowed == null || allowed[ao + i * ai + j * aj];
                x[at + j] = left ? s : Float.NEGATIVE_INFINITY;
            }
            if (masked && REDUCE.max(x, at, n) == Float.NEGATIVE_INFINITY) {
                n = 0;
            }
            if (n > 0) {
                SOFTMAX.softmax(x, at, x, at, 1, n);
            }
            Arrays.fill(x, at + n, at + cols, 0f);
        }
    }

    @Override
    public void slopes(
            float[] p, int po, float[] g, int go, int ld, int rows, int cols, int[] counts, float scale) {
        for (int i = 0; i < rows; i++) {
            int from = po + i * ld;
            int at = go + i * ld;
            int n = counts[i];
            for (int j = 0; j < n; j++) {
                g[at + j] = p[from + j] * g[at + j];
            }
            float d = REDUCE.sum(g, at, n);
            for (int j = 0; j < n; j++) {
                g[at + j] = Math.fma(-d, p[from + j], g[at + j]) * scale;
            }
            Arrays.fill(g, at + n, at + cols, 0f);
        }
    }
}

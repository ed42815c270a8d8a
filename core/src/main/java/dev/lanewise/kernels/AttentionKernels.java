package dev.lanewise.kernels;

import org.jspecify.annotations.Nullable;

/**
 * What attention does to rows of scores between its matrix products. A row has {@code cols} elements, of which the
 * first {@code counts[i]} of row i belong to keys that may take part.
 *
 * <p>Contract of every method: ranges lie inside their arrays and do not overlap; nothing outside them is read or
 * written. Implementations neither fork nor allocate, except as {@link ReduceKernels} does for long rows.
 */
public interface AttentionKernels {
    /**
     * Turns products of queries and keys into weights, in place. With {@code s[j] = x[j] * scale}, then {@code s[j] +
     * bias}, and -infinity where the key is not allowed, for {@code j < counts[i]}: the {@link SoftmaxKernels#softmax}
     * of s, and +0 for all other j. A row of a mask that leaves nothing but -infinity gets +0 throughout.
     *
     * @param ld distance between rows
     * @param bias of row i and key j: {@code bias[bo + i * bi + j * bj]}, where bj is 0 or 1; null for none
     * @param allowed of row i and key j: {@code allowed[ao + i * ai + j * aj]}, where aj is 0 or 1; null for all
     * @param masked whether rows may be left without keys: if not, one of nothing but -infinity becomes NaN
     */
    void weights(
            float[] x, int xo, int ld, int rows, int cols, int[] counts, float scale,
            float @Nullable [] bias, int bo, int bi, int bj, boolean @Nullable [] allowed, int ao, int ai, int aj,
            boolean masked);

    /**
     * Turns gradients g of weights p into those of the products of queries and keys, in place: with {@code t[j] = p[j]
     * * g[j]} and {@code d} = {@link ReduceKernels#sum} of t, {@code g[j] = fma(-d, p[j], t[j]) * scale} for {@code j <
     * counts[i]}, and +0 for all other j.
     *
     * @param ld distance between rows, in both
     */
    void slopes(
            float[] p, int po, float[] g, int go, int ld, int rows, int cols, int[] counts, float scale);
}

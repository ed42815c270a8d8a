package dev.lanewise.kernels;

import org.jspecify.annotations.Nullable;

/**
 * Layer normalisation of the rows of a row-major {@code [rows, cols]} block and its gradient. Rows without elements
 * have NaN as mean and rstd.
 *
 * <p>Definition of a row, with {@code sum} that of {@link ReduceKernels} over the row, and every operation rounded
 * separately: {@code mean = sum(x) / cols}; {@code d[j] = x[j] - mean}; {@code v = sum(d[j] * d[j]) / cols + eps};
 * {@code rstd = 1 / sqrt(v)}; {@code h[j] = d[j] * rstd}. If v overflows or is tiny, rstd is computed from distances
 * divided by the largest of them ({@code ScalarNormKernels.rstdOfExtremes}).
 *
 * <p>Contract of both methods: ranges lie inside their arrays, and what is written overlaps nothing else; nothing
 * outside the ranges is read or written. Implementations neither fork nor allocate.
 */
public interface NormKernels {
    /** Below this, v says little about the row: squares in the sum may have underflowed. */
    float LEAST_VARIANCE = 0x1p-96f;

    /**
     * {@code y[j] = fma(h[j], w[j], b[j])}, {@code h[j] * w[j]} without a bias, and {@code h[j]} without either; mean
     * and rstd are stored, one of each per row.
     *
     * @param w weights from {@code wo} on, or null; there is no bias without them
     * @param b biases from {@code bo} on, or null
     */
    void layerNorm(
            float[] x, int xo, float @Nullable [] w, int wo, float @Nullable [] b, int bo, float eps,
            float[] y, int yo, float[] mean, int mo, float[] rstd, int ro, int rows, int cols);

    /**
     * Computes from the gradient {@code g} of y that of x, {@code gx[j] = ((u[j] - s1) - h[j] * s2) * rstd} with
     * {@code u[j] = g[j] * w[j]} (or {@code g[j]}), {@code s1 = sum(u) / cols}, {@code s2 = sum(u[j] * h[j]) / cols};
     * and {@code gh[j] = g[j] * h[j]}, whose columns add up to the gradient of w.
     */
    void layerNormGradient(
            float[] g, int go, float[] x, int xo, float[] mean, int mo, float[] rstd, int ro,
            float @Nullable [] w, int wo, float[] gx, int o, float[] gh, int ho, int rows, int cols);
}

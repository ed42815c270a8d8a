package dev.lanewise.kernels;

import org.jspecify.annotations.Nullable;

/**
 * Normalisation: of the rows of a row-major {@code [rows, cols]} block by mean and variance (layer norm) or by mean
 * square (RMS norm), and the parts of which drivers make normalisation of channels. Rows without elements have NaN as
 * mean and rstd.
 *
 * <p>Definition of a row of layer norm, with {@code sum} that of {@link ReduceKernels} over the row, and every
 * operation rounded separately: {@code mean = sum(x) / cols}; {@code d[j] = x[j] - mean}; {@code v = sum(d[j] * d[j]) /
 * cols + eps}; {@code rstd = 1 / sqrt(v)}; {@code h[j] = d[j] * rstd}. If v overflows or is tiny, rstd is computed from
 * distances divided by the largest of them ({@code ScalarNormKernels.rstdOfExtremes}).
 *
 * <p>Contract of all methods: ranges lie inside their arrays, and what is written overlaps nothing else; nothing
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

    /**
     * RMS norm: {@code v = sum(x[j] * x[j]) / cols + eps}, {@code rstd = 1 / sqrt(v)}, or as that of layer norm if v
     * overflows or is tiny; {@code h[j] = x[j] * rstd}; {@code y[j] = h[j] * w[j]}, or {@code h[j]} without weights.
     */
    void rmsNorm(
            float[] x, int xo, float @Nullable [] w, int wo, float eps, float[] y, int yo, float[] rstd, int ro,
            int rows, int cols);

    /**
     * The gradient of RMS norm: that of {@link #layerNormGradient} with 0 for the mean and for s1, so {@code gx[j] =
     * (u[j] - h[j] * s2) * rstd}.
     */
    void rmsNormGradient(
            float[] g, int go, float[] x, int xo, float[] rstd, int ro, float @Nullable [] w, int wo,
            float[] gx, int o, float[] gh, int ho, int rows, int cols);

    /**
     * Sum of {@code (g - gm) * (x - m)} over a run of n elements, in the order of {@link ReduceKernels#sum}, where a
     * lane takes a term by one fma; a sum of zeros is +0.
     *
     * @param n a multiple of {@link ReduceKernels#LANES}, at most {@link ReduceKernels#CHUNK}
     */
    float sumOfProducts(float[] g, int go, float gm, float[] x, int xo, float m, int n);

    /**
     * {@code y = fma(x - m, k, b)} for each element of {@code planes} runs of n, each {@code stride} after the one
     * before, in x as in y.
     */
    void scalePlanes(
            float[] x, int xo, int stride, int planes, int n, float m, float k, float b, float[] y, int yo);

    /** {@code o = fma(g, k, fma(x - m, c, a))} for each element of runs as in {@link #scalePlanes}. */
    void combinePlanes(
            float[] g, int go, float[] x, int xo, int stride, int planes, int n, float m, float k, float c, float a,
            float[] o, int oo);

    /** {@code y[j] = fma(x[j] - m[j], k[j], b[j])} for each column j of each row; m, k and b are as long as a row. */
    void scaleColumns(
            float[] x, int xo, int rows, int cols, float[] m, float[] k, float[] b, float[] y, int yo);
}

package dev.lanewise.kernels;

import org.jspecify.annotations.Nullable;

/**
 * Normalisation: of the rows of a row-major {@code [rows, cols]} block by mean and variance (layer norm) or by mean
 * square (RMS norm), and the parts of which drivers make normalisation of channels. Rows without elements have NaN as
 * mean and rstd.
 *
 * <p>Definition of a row of layer norm, with {@code sum} that of {@link ReduceKernels} over the row, and every
 * operation rounded separately: {@code mean = sum(x) / cols}; {@code d[j] = x[j] - mean}; {@code v = q / cols + eps}
 * with the {@link #sumOfSquares} q of d; {@code rstd = 1 / sqrt(v)}; {@code h[j] = d[j] * rstd}. If v overflows or is
 * tiny, rstd is computed from distances divided by the largest of them ({@code ScalarNormKernels.rstdOfExtremes}).
 *
 * <p>Contract of all methods: ranges lie inside their arrays, and what is written overlaps nothing else; nothing
 * outside the ranges is read or written. Implementations neither fork nor allocate.
 */
public interface NormKernels {
    /** Floats of scratch for sums. */
    int SCRATCH = 2 * ReduceKernels.LANES;

    /** Below this, v says little about the row: squares in the sum may have underflowed. */
    float LEAST_VARIANCE = 0x1p-96f;

    /**
     * {@code y[j] = fma(h[j], w[j], b[j])}, {@code h[j] * w[j]} without a bias, and {@code h[j]} without either; mean
     * and rstd are stored, one of each per row.
     *
     * @param w weights from {@code wo} on, or null; there is no bias without them
     * @param b biases from {@code bo} on, or null
     * @param scratch of {@link #SCRATCH} floats, as of all that sum
     */
    void layerNorm(
            float[] x, int xo, float @Nullable [] w, int wo, float @Nullable [] b, int bo, float eps,
            float[] y, int yo, float[] mean, int mo, float[] rstd, int ro, int rows, int cols, float[] scratch);

    /**
     * Computes from the gradient {@code g} of y that of x, {@code gx[j] = fma(-h[j], s2, u[j] - s1) * rstd} with {@code
     * u[j] = g[j] * w[j]}, {@code s1 = sum(u) / cols}, {@code s2 = sum(u * h) / cols}, where a lane of the second sum
     * takes a term by one fma; and adds each row to the gradients of w and b, {@code gw[j] = fma(g[j], h[j], gw[j])}
     * and {@code gb[j] += g[j]}.
     */
    void layerNormGradient(
            float[] g, int go, float[] x, int xo, float[] mean, int mo, float[] rstd, int ro, float[] w, int wo,
            float[] gx, int o, float[] gw, int gwo, float[] gb, int gbo, int rows, int cols, float[] scratch);

    /**
     * RMS norm: {@code v = sumOfSquares(x) / cols + eps}, {@code rstd = 1 / sqrt(v)}, or as that of layer norm if v
     * overflows or is tiny; {@code h[j] = x[j] * rstd}; {@code y[j] = h[j] * w[j]}, or {@code h[j]} without weights.
     */
    void rmsNorm(
            float[] x, int xo, float @Nullable [] w, int wo, float eps, float[] y, int yo, float[] rstd, int ro,
            int rows, int cols, float[] scratch);

    /** The gradient of RMS norm: that of {@link #layerNormGradient} with 0 for the mean and for s1, and without b. */
    void rmsNormGradient(
            float[] g, int go, float[] x, int xo, float[] rstd, int ro, float[] w, int wo,
            float[] gx, int o, float[] gw, int gwo, int rows, int cols, float[] scratch);

    /** Sum of {@code (x - m)^2} in the order of {@link ReduceKernels#sum}, where a lane takes a term by one fma. */
    float sumOfSquares(float[] x, int xo, float m, int n, float[] scratch);

    /**
     * {@code sum(g)} and the sum of {@code g * (x - m)} in the same order, where a lane takes a term by one fma: the
     * first two floats of scratch. Sums of zeros are +0.
     *
     * @param n at most {@link ReduceKernels#CHUNK}
     */
    void sumsOfProducts(float[] g, int go, float[] x, int xo, float m, int n, float[] scratch);

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

package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.NormKernels;
import dev.lanewise.kernels.choice.KernelLookup;
import org.jspecify.annotations.Nullable;

/** Normalisation of rows (layer and RMS norm), in parallel parts. Formulas are those of {@link NormKernels}. */
public final class NormRows {
    private NormRows() {}

    /** {@link NormKernels#layerNorm} over all rows. */
    public static void layerNorm(
            float[] x, int xo, float @Nullable [] w, int wo, float @Nullable [] b, int bo, float eps,
            float[] y, int yo, float[] mean, int mo, float[] rstd, int ro, int rows, int cols) {
        NormKernels kernels = KernelLookup.active().norm();
        if (Split.isOnePart(rows, cols)) {
            kernels.layerNorm(x, xo, w, wo, b, bo, eps, y, yo, mean, mo, rstd, ro, rows, cols);
            return;
        }
        Split.rows(rows, cols, (from, to) -> kernels.layerNorm(
                x, xo + from * cols, w, wo, b, bo, eps, y, yo + from * cols, mean, mo + from, rstd, ro + from,
                to - from, cols));
    }

    /** {@link NormKernels#layerNormGradient} over all rows. */
    public static void layerNormGradient(
            float[] g, int go, float[] x, int xo, float[] mean, int mo, float[] rstd, int ro,
            float @Nullable [] w, int wo, float[] gx, int o, float[] gh, int ho, int rows, int cols) {
        NormKernels kernels = KernelLookup.active().norm();
        if (Split.isOnePart(rows, cols)) {
            kernels.layerNormGradient(g, go, x, xo, mean, mo, rstd, ro, w, wo, gx, o, gh, ho, rows, cols);
            return;
        }
        Split.rows(rows, cols, (from, to) -> kernels.layerNormGradient(
                g, go + from * cols, x, xo + from * cols, mean, mo + from, rstd, ro + from, w, wo,
                gx, o + from * cols, gh, ho + from * cols, to - from, cols));
    }

    /** {@link NormKernels#rmsNorm} over all rows. */
    public static void rmsNorm(
            float[] x, int xo, float @Nullable [] w, int wo, float eps, float[] y, int yo, float[] rstd, int ro,
            int rows, int cols) {
        NormKernels kernels = KernelLookup.active().norm();
        Split.rows(rows, cols, (from, to) -> kernels.rmsNorm(
                x, xo + from * cols, w, wo, eps, y, yo + from * cols, rstd, ro + from, to - from, cols));
    }

    /** {@link NormKernels#rmsNormGradient} over all rows. */
    public static void rmsNormGradient(
            float[] g, int go, float[] x, int xo, float[] rstd, int ro, float @Nullable [] w, int wo,
            float[] gx, int o, float[] gh, int ho, int rows, int cols) {
        NormKernels kernels = KernelLookup.active().norm();
        Split.rows(rows, cols, (from, to) -> kernels.rmsNormGradient(
                g, go + from * cols, x, xo + from * cols, rstd, ro + from, w, wo, gx, o + from * cols,
                gh, ho + from * cols, to - from, cols));
    }
}

package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.NormKernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.choice.KernelLookup;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Normalisation of rows (layer and RMS norm), in parallel parts. Formulas are those of {@link NormKernels}.
 *
 * <p>Gradients come in one sweep over the rows. <b>Order of the gradients of w and b</b> (part of the definition): rows
 * are added in ascending order from +0, in chunks of {@code 2^16 / cols} rows, but at least {@link #FEWEST} and at most
 * {@link #MOST}, and the chunks' sums in the tree of {@link Planes#fold}.
 */
public final class NormRows {
    /** Elements of a chunk of rows, if that makes neither too few rows nor too many. */
    private static final int ELEMENTS = 1 << 16;

    /** Fewest rows of a chunk: sums take a quarter of the memory of x at most. */
    private static final int FEWEST = 8;

    /** Most rows of a chunk. */
    private static final int MOST = 128;

    private NormRows() {}

    /** How many rows of so many columns a chunk has, whose gradients of w and b are added up by themselves. */
    public static int height(int cols) {
        return Math.clamp(ELEMENTS / Math.max(1, cols), FEWEST, MOST);
    }

    /** {@link NormKernels#layerNorm} over all rows. */
    public static void layerNorm(
            float[] x, int xo, float @Nullable [] w, int wo, float @Nullable [] b, int bo, float eps,
            float[] y, int yo, float[] mean, int mo, float[] rstd, int ro, int rows, int cols) {
        NormKernels kernels = KernelLookup.active().norm();
        Split.rows(rows, cols, (from, to) -> {
            NormScratch scratch = NormScratch.POOL.take();
            kernels.layerNorm(x, xo + from * cols, w, wo, b, bo, eps, y, yo + from * cols, mean, mo + from, rstd,
                    ro + from, to - from, cols, scratch.lanes);
            NormScratch.POOL.giveBack(scratch);
        });
    }

    /** {@link NormKernels#rmsNorm} over all rows. */
    public static void rmsNorm(
            float[] x, int xo, float @Nullable [] w, int wo, float eps, float[] y, int yo, float[] rstd, int ro,
            int rows, int cols) {
        NormKernels kernels = KernelLookup.active().norm();
        Split.rows(rows, cols, (from, to) -> {
            NormScratch scratch = NormScratch.POOL.take();
            kernels.rmsNorm(x, xo + from * cols, w, wo, eps, y, yo + from * cols, rstd, ro + from, to - from, cols,
                    scratch.lanes);
            NormScratch.POOL.giveBack(scratch);
        });
    }

    /**
     * The gradients of layer norm: of x, and of w and b if there are weights.
     *
     * @param gw null if there are no weights, as {@code gb}
     */
    public static void layerNormGradient(
            float[] g, int go, float[] x, int xo, float[] mean, int mo, float[] rstd, int ro,
            float @Nullable [] w, int wo, float[] gx, int o, float @Nullable [] gw, int gwo,
            float @Nullable [] gb, int gbo, int rows, int cols) {
        NormKernels kernels = KernelLookup.active().norm();
        sweep(rows, cols, w, wo, gw, gwo, gb, gbo,
                (from, count, weights, at, sums, ofW, ofB, lanes) -> kernels.layerNormGradient(
                        g, go + from * cols, x, xo + from * cols, mean, mo + from, rstd, ro + from, weights, at,
                        gx, o + from * cols, sums, ofW, sums, ofB, count, cols, lanes));
    }

    /** The gradients of RMS norm: of x, and of w if there are weights. */
    public static void rmsNormGradient(
            float[] g, int go, float[] x, int xo, float[] rstd, int ro, float @Nullable [] w, int wo,
            float[] gx, int o, float @Nullable [] gw, int gwo, int rows, int cols) {
        NormKernels kernels = KernelLookup.active().norm();
        sweep(rows, cols, w, wo, gw, gwo, null, 0,
                (from, count, weights, at, sums, ofW, ofB, lanes) -> kernels.rmsNormGradient(
                        g, go + from * cols, x, xo + from * cols, rstd, ro + from, weights, at, gx, o + from * cols,
                        sums, ofW, count, cols, lanes));
    }

    /** The gradient of {@code count} rows; those of w and b are added to sums. */
    @FunctionalInterface
    private interface Rows {
        void run(int from, int count, float[] weights, int at, float[] sums, int ofW, int ofB, float[] lanes);
    }

    /** All chunks of rows, each with sums of its own in scratch, which are then added up. */
    private static void sweep(
            int rows, int cols, float @Nullable [] w, int wo, float @Nullable [] gw, int gwo,
            float @Nullable [] gb, int gbo, Rows body) {
        int height = height(cols);
        int chunks = Math.max(1, Math.ceilDiv(rows, height));
        int width = 2 * cols; // of w, then of b
        NormScratch scratch = NormScratch.LONG.take();
        float[] sums = scratch.rows(chunks * width + cols, chunks * width);
        float[] weights = w == null ? sums : w;
        int at = w == null ? chunks * width : wo;
        if (w == null) {
            Arrays.fill(sums, at, at + cols, 1f);
        }
        Split.range(chunks, Math.max(1, Thresholds.GRAIN / Math.max(1, height * cols)), (first, end) -> {
            NormScratch mine = NormScratch.POOL.take();
            for (int chunk = first; chunk < end; chunk++) {
                int from = chunk * height;
                body.run(from, Math.min(height, rows - from), weights, at, sums, chunk * width, chunk * width + cols,
                        mine.lanes);
            }
            NormScratch.POOL.giveBack(mine);
        });
        if (gw != null) {
            Planes.fold(chunks, (a, b) -> KernelLookup.active().reduce().addRows(sums, b * width, width, 1, width, sums,
                    a * width));
            System.arraycopy(sums, 0, gw, gwo, cols);
        }
        if (gb != null) {
            System.arraycopy(sums, cols, gb, gbo, cols);
        }
        NormScratch.LONG.giveBack(scratch);
    }
}

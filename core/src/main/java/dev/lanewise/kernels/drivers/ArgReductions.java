package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.choice.KernelLookup;

/**
 * Positions of the largest or smallest elements of a block {@code [outer, len, inner]} along its middle axis,
 * {@code len >= 1}: the first of equals; the first NaN if there is one, as in PyTorch.
 */
public final class ArgReductions {
    /** Elements of a line that one thread reduces before they are searched for its extreme. */
    private static final int PART = Thresholds.GRAIN;

    private ArgReductions() {}

    /** {@code y[yo + o * inner + j]} = position {@code k} of the largest {@code x[xo + (o * len + k) * inner + j]}. */
    public static void argmax(float[] x, int xo, int outer, int len, int inner, int[] y, int yo) {
        locate(KernelLookup.active().reduce(), false, x, xo, outer, len, inner, y, yo);
    }

    /** As {@link #argmax}, for the smallest. */
    public static void argmin(float[] x, int xo, int outer, int len, int inner, int[] y, int yo) {
        locate(KernelLookup.active().reduce(), true, x, xo, outer, len, inner, y, yo);
    }

    private static void locate(
            ReduceKernels kernels, boolean smallest, float[] x, int xo, int outer, int len, int inner, int[] y,
            int yo) {
        if (inner == 1) {
            Split.rows(outer, len, (from, to) -> {
                for (int line = from; line < to; line++) {
                    y[yo + line] = first(kernels, smallest, x, xo + line * len, len);
                }
            });
            return;
        }
        int width = Math.min(inner, 4 * Thresholds.STRIP);
        int strips = Math.ceilDiv(inner, width);
        Split.rows(outer * strips, len * width, (from, to) -> {
            for (int unit = from; unit < to; unit++) {
                int o = unit / strips;
                int column = unit % strips * width;
                int count = Math.min(width, inner - column);
                kernels.extremeRows(
                        smallest, x, xo + o * len * inner + column, inner, len, count, y, yo + o * inner + column);
            }
        });
    }

    /** Finds the extreme, and then its place; of a long line, first the part with the extreme. */
    private static int first(ReduceKernels kernels, boolean smallest, float[] x, int xo, int len) {
        if (len <= PART) {
            return kernels.find(x, xo, len, extreme(kernels, smallest, x, xo, len));
        }
        float[] extremes = new float[Math.ceilDiv(len, PART)];
        Split.range(len, PART,
                (from, to) -> extremes[from / PART] = extreme(kernels, smallest, x, xo + from, to - from));
        int from = first(kernels, smallest, extremes, 0, extremes.length) * PART;
        return from + kernels.find(x, xo + from, Math.min(PART, len - from), extremes[from / PART]);
    }

    private static float extreme(ReduceKernels kernels, boolean smallest, float[] x, int xo, int n) {
        return smallest ? kernels.min(x, xo, n) : kernels.max(x, xo, n);
    }
}

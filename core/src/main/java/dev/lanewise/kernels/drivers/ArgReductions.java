package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.choice.KernelLookup;
import java.util.Arrays;

/**
 * Positions of the largest or smallest elements of a block {@code [outer, len, inner]} along its middle axis,
 * {@code len >= 1}: the first of equals; the first NaN if there is one, as in PyTorch.
 */
public final class ArgReductions {
    /** Elements that are reduced before it is known whether their extreme is searched for. */
    private static final int BLOCK = 1024;

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
            float[] best = new float[width];
            for (int unit = from; unit < to; unit++) {
                int o = unit / strips;
                int column = unit % strips * width;
                int count = Math.min(width, inner - column);
                columns(smallest, x, xo + o * len * inner + column, len, inner, count, best, y,
                        yo + o * inner + column);
            }
        });
    }

    /** Finds the block with the first extreme, by reductions with vectors, and searches only that. */
    private static int first(ReduceKernels kernels, boolean smallest, float[] x, int xo, int len) {
        int block = 0;
        float best = 0;
        for (int k = 0; k < len && !Float.isNaN(best); k += BLOCK) {
            int n = Math.min(BLOCK, len - k);
            float value = smallest ? kernels.min(x, xo + k, n) : kernels.max(x, xo + k, n);
            if (k == 0 || wins(smallest, value, best)) {
                best = value;
                block = k;
            }
        }
        int at = block;
        while (Float.isNaN(best) ? !Float.isNaN(x[xo + at]) : x[xo + at] != best) {
            at++;
        }
        return at;
    }

    /** Rows one after the other, for lines beside each other. */
    private static void columns(
            boolean smallest, float[] x, int xo, int len, int inner, int count, float[] best, int[] y, int yo) {
        System.arraycopy(x, xo, best, 0, count);
        Arrays.fill(y, yo, yo + count, 0);
        for (int k = 1; k < len; k++) {
            int row = xo + k * inner;
            for (int j = 0; j < count; j++) {
                float value = x[row + j];
                if (!Float.isNaN(best[j]) && wins(smallest, value, best[j])) {
                    best[j] = value;
                    y[yo + j] = k;
                }
            }
        }
    }

    private static boolean wins(boolean smallest, float value, float best) {
        return (smallest ? value < best : value > best) || Float.isNaN(value);
    }
}

package dev.lanewise.kernels.scalar;

import dev.lanewise.kernels.ResampleKernels;
import java.util.Arrays;

/** Sums with weights as plain loops. */
public final class ScalarResampleKernels implements ResampleKernels {
    @Override
    public void rows(
            float[] x, int xo, int cols, int[] start, int[] index, float[] weight, int from, int to,
            float[] y, int yo) {
        for (int k = from; k < to; k++) {
            int at = yo + (k - from) * cols;
            if (start[k] == start[k + 1]) {
                Arrays.fill(y, at, at + cols, 0f);
            } else {
                columns(x, xo, cols, index, weight, start[k], start[k + 1], 0, y, at);
            }
        }
    }

    /** The columns {@code first .. cols - 1} of a row with the entries {@code from .. to - 1}, one at least. */
    public void columns(
            float[] x, int xo, int cols, int[] index, float[] weight, int from, int to, int first, float[] y, int yo) {
        for (int j = first; j < cols; j++) {
            float sum = weight[from] * x[xo + index[from] * cols + j];
            for (int e = from + 1; e < to; e++) {
                sum = Math.fma(weight[e], x[xo + index[e] * cols + j], sum);
            }
            y[yo + j] = sum;
        }
    }

    @Override
    public void line(float[] x, int xo, int[] start, int[] index, float[] weight, int count, float[] y, int yo) {
        for (int k = 0; k < count; k++) {
            int e = start[k];
            int end = start[k + 1];
            float sum = e == end ? 0f : weight[e] * x[xo + index[e]];
            while (++e < end) {
                sum = Math.fma(weight[e], x[xo + index[e]], sum);
            }
            y[yo + k] = sum;
        }
    }
}

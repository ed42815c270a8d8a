package dev.lanewise.kernels.scalar;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.RowGroupKernels;

/** Groups of rows in plain Java: the reference, and the fallback without the Vector API. */
public final class ScalarRowGroupKernels implements RowGroupKernels {
    @Override
    public void sum(
            float[] x, int xo, int stride, int[] rows, int[] starts, int from, int to, int cols, float[] y, int yo) {
        for (int g = from; g < to; g++) {
            for (int j = 0; j < cols; j++) {
                float total = 0;
                for (int first = starts[g]; first < starts[g + 1]; first += GemmKernels.CHAIN) {
                    float chain = 0;
                    int end = Math.min(starts[g + 1], first + GemmKernels.CHAIN);
                    for (int k = first; k < end; k++) {
                        chain += x[xo + rows[k] * stride + j];
                    }
                    total += chain;
                }
                y[yo + g * stride + j] = total;
            }
        }
    }

    @Override
    public void weightedSum(
            float[] x, int xo, int stride, int[] rows, float[] factors, int fo, int[] starts, int from, int to,
            int cols, float[] y, int yo) {
        for (int g = from; g < to; g++) {
            for (int j = 0; j < cols; j++) {
                float total = 0;
                for (int first = starts[g]; first < starts[g + 1]; first += GemmKernels.CHAIN) {
                    float chain = 0;
                    int end = Math.min(starts[g + 1], first + GemmKernels.CHAIN);
                    for (int k = first; k < end; k++) {
                        chain = Math.fma(factors[fo + k], x[xo + rows[k] * stride + j], chain);
                    }
                    total += chain;
                }
                y[yo + g * stride + j] = total;
            }
        }
    }

    @Override
    public void max(
            float[] x, int xo, int stride, int[] rows, int[] starts, int from, int to, int cols, float[] y, int yo,
            int[] places, int po, int none) {
        for (int g = from; g < to; g++) {
            for (int j = 0; j < cols; j++) {
                float best = 0;
                int place = none;
                for (int k = starts[g]; k < starts[g + 1]; k++) {
                    float value = x[xo + rows[k] * stride + j];
                    boolean trails = value <= best || Float.isNaN(best);
                    if (k == starts[g] || !trails) {
                        best = value;
                        place = rows[k];
                    }
                }
                y[yo + g * stride + j] = best;
                places[po + g * stride + j] = place;
            }
        }
    }
}

package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.ResampleKernels;
import dev.lanewise.kernels.choice.KernelLookup;

/** Sparse linear maps along an axis, in parallel parts; maps are described at {@link ResampleKernels}. */
public final class Resamples {
    private Resamples() {}

    /**
     * {@code y[o, k, j]} = the sum of row k of the map over {@code x[o, .., j]}, for {@code x [outer, size, inner]} and
     * {@code y [outer, count, inner]}.
     */
    public static void along(
            float[] x, int xo, int outer, int size, int inner, int[] start, int[] index, float[] weight,
            float[] y, int yo) {
        ResampleKernels kernels = KernelLookup.active().resample();
        int count = start.length - 1;
        if (inner == 1) {
            Split.rows(outer, count, (from, to) -> {
                for (int o = from; o < to; o++) {
                    kernels.line(x, xo + o * size, start, index, weight, count, y, yo + o * count);
                }
            });
            return;
        }
        Split.rows(outer * count, inner, (from, to) -> {
            for (int row = from; row < to;) {
                int block = row / count;
                int end = Math.min(to, (block + 1) * count);
                int first = row - block * count;
                kernels.rows(
                        x, xo + block * size * inner, inner, start, index, weight, first, first + end - row,
                        y, yo + row * inner);
                row = end;
            }
        });
    }
}

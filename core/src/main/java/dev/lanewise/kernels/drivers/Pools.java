package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.PoolKernels;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.choice.KernelLookup;

/** Pools of planes, in parallel parts. Formulas are those of {@link PoolKernels}. */
public final class Pools {
    private Pools() {}

    /** {@link PoolKernels#max} over all planes. */
    public static void max(float[] x, int xo, int planes, PoolGrid grid, float[] y, int yo, int[] at) {
        int elements = grid.elements();
        int windows = grid.windows();
        Split.rows(planes, elements, (from, to) -> {
            PoolScratch scratch = PoolScratch.POOL.take();
            KernelLookup.active().pool().max(
                    x, xo + from * elements, to - from, grid.depth(), grid.height(), grid.width(),
                    y, yo + from * windows, at, from * windows, scratch.floats(grid.width().scratch()));
            PoolScratch.POOL.giveBack(scratch);
        });
    }

    /** {@link PoolKernels#average} over all planes. */
    public static void average(
            float[] x, int xo, int planes, PoolGrid grid, float divisor, float[] y, int yo) {
        int elements = grid.elements();
        int windows = grid.windows();
        Split.rows(planes, elements, (from, to) -> {
            PoolScratch scratch = PoolScratch.POOL.take();
            KernelLookup.active().pool().average(
                    x, xo + from * elements, to - from, grid.depth(), grid.height(), grid.width(), divisor,
                    y, yo + from * windows, scratch.floats(grid.width().scratch()));
            PoolScratch.POOL.giveBack(scratch);
        });
    }

    /** {@link PoolKernels#averageGradient} over all planes. */
    public static void averageGradient(
            float[] g, int go, int planes, PoolGrid grid, float divisor, float[] y, int yo) {
        int elements = grid.elements();
        int windows = grid.windows();
        Split.rows(planes, elements, (from, to) -> {
            PoolScratch scratch = PoolScratch.POOL.take();
            KernelLookup.active().pool().averageGradient(
                    g, go + from * windows, to - from, grid.depth(), grid.height(), grid.width(), divisor,
                    y, yo + from * elements, scratch.floats(grid.width().scratch()));
            PoolScratch.POOL.giveBack(scratch);
        });
    }

    /** {@link PoolKernels#scatter} over all planes of {@code d x h x w} elements. */
    public static void scatter(
            float[] x, int xo, int[] at, int planes, int count, int d, int h, int w, float[] y, int yo) {
        int elements = d * h * w;
        Split.rows(planes, elements, (from, to) -> KernelLookup.active().pool().scatter(
                x, xo + from * count, at, from * count, to - from, count, d, h, w, y, yo + from * elements));
    }

    /** As {@link #scatter}, with {@link Reductions#sum} of each plane in {@code sums}. */
    public static void scatterAndSum(
            float[] x, int xo, int[] at, int planes, int count, int d, int h, int w, float[] y, int yo, float[] sums,
            int so) {
        int elements = d * h * w;
        if (elements > ReduceKernels.CHUNK) {
            scatter(x, xo, at, planes, count, d, h, w, y, yo);
            Reductions.sum(y, yo, planes, elements, 1, sums, so);
            return;
        }
        Split.rows(planes, elements, (from, to) -> {
            Kernels kernels = KernelLookup.active();
            for (int plane = from; plane < to; plane++) {
                int first = yo + plane * elements;
                kernels.pool().scatter(x, xo + plane * count, at, plane * count, 1, count, d, h, w, y, first);
                sums[so + plane] = kernels.reduce().sum(y, first, elements);
            }
        });
    }
}

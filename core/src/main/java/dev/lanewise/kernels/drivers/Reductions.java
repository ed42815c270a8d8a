package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.parallel.Parallel;
import java.util.Arrays;

/**
 * Reductions of a block {@code [outer, len, inner]} over its middle axis, to {@code [outer, inner]}.
 *
 * <p><b>Order of a sum</b> (part of the definition). If {@code inner} is 1, each run of {@code len} is summed in the
 * order of {@link ReduceKernels}: over virtual lanes, runs longer than {@link ReduceKernels#CHUNK} chunk by chunk, and
 * the chunks' sums as a run again. If {@code inner} is larger, rows are added in ascending order from +0, more than
 * {@link #ROWS} of them in chunks of {@link #ROWS}, and the chunks' sums as rows again. How the work is split over
 * threads follows from the shape and cannot change the order.
 *
 * <p>An empty sum is +0. The caller refuses empty maxima and minima.
 */
public final class Reductions {
    /** Rows that are added in one chain. */
    public static final int ROWS = 1024;

    private Reductions() {}

    private enum Op {
        SUM {
            @Override
            float run(ReduceKernels kernels, float[] x, int xo, int n) {
                return kernels.sum(x, xo, n);
            }

            @Override
            void rows(ReduceKernels kernels, float[] x, int xo, int stride, int rows, int cols, float[] y, int yo) {
                Arrays.fill(y, yo, yo + cols, 0f);
                kernels.addRows(x, xo, stride, rows, cols, y, yo);
            }
        },
        MAX {
            @Override
            float run(ReduceKernels kernels, float[] x, int xo, int n) {
                return kernels.max(x, xo, n);
            }

            @Override
            void rows(ReduceKernels kernels, float[] x, int xo, int stride, int rows, int cols, float[] y, int yo) {
                kernels.maxRows(x, xo, stride, rows, cols, y, yo);
            }
        },
        MIN {
            @Override
            float run(ReduceKernels kernels, float[] x, int xo, int n) {
                return kernels.min(x, xo, n);
            }

            @Override
            void rows(ReduceKernels kernels, float[] x, int xo, int stride, int rows, int cols, float[] y, int yo) {
                kernels.minRows(x, xo, stride, rows, cols, y, yo);
            }
        };

        abstract float run(ReduceKernels kernels, float[] x, int xo, int n);

        abstract void rows(
                ReduceKernels kernels, float[] x, int xo, int stride, int rows, int cols, float[] y, int yo);
    }

    /** {@code y[yo + o * inner + j]} = sum over {@code k} of {@code x[xo + (o * len + k) * inner + j]}. */
    public static void sum(float[] x, int xo, int outer, int len, int inner, float[] y, int yo) {
        sum(KernelLookup.active().reduce(), x, xo, outer, len, inner, y, yo);
    }

    static void sum(ReduceKernels kernels, float[] x, int xo, int outer, int len, int inner, float[] y, int yo) {
        reduce(Op.SUM, kernels, x, xo, outer, len, inner, y, yo);
    }

    /** As {@link #sum}, for the largest element; NaN if any is. */
    public static void max(float[] x, int xo, int outer, int len, int inner, float[] y, int yo) {
        max(KernelLookup.active().reduce(), x, xo, outer, len, inner, y, yo);
    }

    static void max(ReduceKernels kernels, float[] x, int xo, int outer, int len, int inner, float[] y, int yo) {
        reduce(Op.MAX, kernels, x, xo, outer, len, inner, y, yo);
    }

    /** As {@link #sum}, for the smallest element; NaN if any is. */
    public static void min(float[] x, int xo, int outer, int len, int inner, float[] y, int yo) {
        min(KernelLookup.active().reduce(), x, xo, outer, len, inner, y, yo);
    }

    static void min(ReduceKernels kernels, float[] x, int xo, int outer, int len, int inner, float[] y, int yo) {
        reduce(Op.MIN, kernels, x, xo, outer, len, inner, y, yo);
    }

    private static void reduce(
            Op op, ReduceKernels kernels, float[] x, int xo, int outer, int len, int inner, float[] y, int yo) {
        if (inner == 1) {
            reduceRuns(op, kernels, x, xo, outer, len, y, yo);
        } else {
            reduceRows(op, kernels, x, xo, outer, len, inner, y, yo);
        }
    }

    private static void reduceRuns(
            Op op, ReduceKernels kernels, float[] x, int xo, int outer, int len, float[] y, int yo) {
        if (len <= ReduceKernels.CHUNK) {
            Split.rows(outer, len, (from, to) -> {
                for (int o = from; o < to; o++) {
                    y[yo + o] = op.run(kernels, x, xo + o * len, len);
                }
            });
            return;
        }
        int chunks = Math.ceilDiv(len, ReduceKernels.CHUNK);
        float[] partial = new float[outer * chunks];
        Parallel.forEach(partial.length, part -> {
            int from = part % chunks * ReduceKernels.CHUNK;
            int n = Math.min(ReduceKernels.CHUNK, len - from);
            partial[part] = op.run(kernels, x, xo + part / chunks * len + from, n);
        });
        reduceRuns(op, kernels, partial, 0, outer, chunks, y, yo);
    }

    private static void reduceRows(
            Op op, ReduceKernels kernels, float[] x, int xo, int outer, int len, int inner, float[] y, int yo) {
        int chunks = Math.max(1, Math.ceilDiv(len, ROWS));
        float[] to = chunks == 1 ? y : new float[outer * chunks * inner];
        int too = chunks == 1 ? yo : 0;
        // a unit of work: one chunk of rows by one strip of columns
        int height = Math.min(len, ROWS);
        int width = stripWidth(height);
        int strips = Math.ceilDiv(inner, width);
        int unitsPerPart = Math.max(1, Thresholds.GRAIN / Math.max(1, height * Math.min(width, inner)));
        Split.range(outer * chunks * strips, unitsPerPart, (first, end) -> {
            for (int unit = first; unit < end; unit++) {
                int chunk = unit / strips;
                int col = unit % strips * width;
                int cols = Math.min(width, inner - col);
                int row = chunk % chunks * ROWS;
                int rows = Math.min(ROWS, len - row);
                int at = too + chunk * inner + col;
                op.rows(kernels, x, xo + (chunk / chunks * len + row) * inner + col, inner, rows, cols, to, at);
            }
        });
        if (chunks > 1) {
            reduceRows(op, kernels, to, 0, outer, chunks, inner, y, yo);
        }
    }

    /** Columns, in whole strips, with which {@code height} rows are worth a part. */
    private static int stripWidth(int height) {
        return Math.ceilDiv(Math.ceilDiv(Thresholds.GRAIN, Math.max(1, height)), Thresholds.STRIP) * Thresholds.STRIP;
    }
}

package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.RowGroupKernels;
import java.util.Arrays;

/**
 * Copies without arithmetic: axes in another order, slices, rows by index. All blocks are row-major and contiguous;
 * a source and its target must not overlap; indices and sizes have been checked by the caller.
 */
public final class Moves {
    private Moves() {}

    /** Writes {@code x} with its axes in another order: axis {@code k} of {@code y} is its axis {@code axes[k]}. */
    public static void permute(float[] x, int xo, int[] shape, int[] axes, float[] y, int yo) {
        for (int size : shape) {
            if (size == 0) {
                return;
            }
        }
        AxisOrder.of(shape, axes).copy(x, xo, y, yo);
    }

    /**
     * {@code y[o, k, j] = x[o, start + k, j]} for {@code x [outer, len, inner]}, {@code y [outer, count, inner]}.
     */
    public static void slice(
            float[] x, int xo, int outer, int len, int inner, int start, int count, float[] y, int yo) {
        copyBlocks(x, xo + start * inner, len * inner, y, yo, count * inner, outer, count * inner);
    }

    /**
     * {@code y[o, start + k, j] = x[o, k, j]} for {@code x [outer, count, inner]}, {@code y [outer, len, inner]}; the
     * rest of {@code y} stays. Concatenation does this for each part in turn.
     */
    public static void place(
            float[] x, int xo, int outer, int count, int inner, float[] y, int yo, int len, int start) {
        copyBlocks(x, xo, count * inner, y, yo + start * inner, len * inner, outer, count * inner);
    }

    /**
     * {@link #place} with zeros in the rest of {@code y}: the
     * gradient of a slice.
     */
    public static void pad(
            float[] x, int xo, int outer, int count, int inner, float[] y, int yo, int len, int start) {
        Split.rows(outer, len * inner, (from, to) -> {
            for (int o = from; o < to; o++) {
                int row = yo + o * len * inner;
                int first = row + start * inner;
                int end = first + count * inner;
                Arrays.fill(y, row, first, 0f);
                System.arraycopy(x, xo + o * count * inner, y, first, count * inner);
                Arrays.fill(y, end, row + len * inner, 0f);
            }
        });
    }

    /**
     * {@code y[o, k, j] = x[o, start + k step, j]} for {@code x [outer, len, inner]}, {@code y [outer, count, inner]}.
     */
    public static void takeEvery(
            float[] x, int xo, int outer, int len, int inner, int start, int step, int count, float[] y, int yo) {
        Split.rows(outer * count, inner, (from, to) -> {
            for (int row = from; row < to;) {
                int end = Math.min(to, (row / count + 1) * count);
                int source = xo + (row / count * len + start + row % count * step) * inner;
                copyEvery(x, source, step * inner, y, yo + row * inner, inner, end - row, inner);
                row = end;
            }
        });
    }

    /**
     * {@code y[o, start + k step, j] = x[o, k, j]} for {@code x [outer, count, inner]}, {@code y [outer, len, inner]};
     * the rest of {@code y} stays.
     */
    public static void placeEvery(
            float[] x, int xo, int outer, int count, int inner, float[] y, int yo, int len, int start, int step) {
        Split.rows(outer * count, inner, (from, to) -> {
            for (int row = from; row < to;) {
                int end = Math.min(to, (row / count + 1) * count);
                int target = yo + (row / count * len + start + row % count * step) * inner;
                copyEvery(x, xo + row * inner, inner, y, target, step * inner, end - row, inner);
                row = end;
            }
        });
    }

    /** Copies {@code count} runs of {@code run} elements, at equal distances in source and target. */
    private static void copyEvery(
            float[] x, int xo, int ldx, float[] y, int yo, int ldy, int count, int run) {
        if (run == 1) {
            for (int k = 0, from = xo, to = yo; k < count; k++, from += ldx, to += ldy) {
                y[to] = x[from];
            }
            return;
        }
        for (int k = 0; k < count; k++) {
            copyRun(x, xo + k * ldx, y, yo + k * ldy, run);
        }
    }

    /** Short runs are copied one by one: a call takes longer. */
    static void copyRun(float[] x, int xo, float[] y, int yo, int n) {
        if (n > 8) {
            System.arraycopy(x, xo, y, yo, n);
            return;
        }
        for (int j = 0; j < n; j++) {
            y[yo + j] = x[xo + j];
        }
    }

    /** Copies {@code blocks} runs of {@code n} elements. */
    private static void copyBlocks(float[] x, int xo, int ldx, float[] y, int yo, int ldy, int blocks, int n) {
        Split.rows(blocks, n, (from, to) -> {
            for (int i = from; i < to; i++) {
                System.arraycopy(x, xo + i * ldx, y, yo + i * ldy, n);
            }
        });
    }

    /**
     * For matrices {@code [rows, cols]}: {@code y[i, j] = x[i, j]} where {@code j <= i + k} ({@code lower}), or {@code
     * j >= i + k}; 0 elsewhere.
     */
    public static void triangles(
            float[] x, int xo, int matrices, int rows, int cols, boolean lower, int k, float[] y, int yo) {
        Split.rows(matrices * rows, cols, (from, to) -> {
            for (int i = from; i < to; i++) {
                int edge = Math.clamp((long) i % rows + k + (lower ? 1 : 0), 0, cols);
                int start = lower ? 0 : edge;
                int end = lower ? edge : cols;
                int row = yo + i * cols;
                Arrays.fill(y, row, row + start, 0f);
                System.arraycopy(x, xo + i * cols + start, y, row + start, end - start);
                Arrays.fill(y, row + end, row + cols, 0f);
            }
        });
    }

    /** {@code y[i, :] = x[index[i], :]} for {@code n} rows of {@code cols} elements. */
    public static void takeRows(
            float[] x, int xo, int cols, int[] index, int io, int n, float[] y, int yo) {
        Split.rows(n, cols, (from, to) -> {
            for (int i = from; i < to; i++) {
                System.arraycopy(x, xo + index[io + i] * cols, y, yo + i * cols, cols);
            }
        });
    }

    /**
     * {@code y[r, :]} = the sum of the {@code x[i, :]} with {@code index[i] = r}, in the order of {@link
     * RowGroupKernels}: the gradient of {@link #takeRows}.
     *
     * @param rows how many y has
     */
    public static void addRows(float[] x, int xo, int cols, int[] index, float[] y, int yo, int rows) {
        RowGroups.even(index, index.length, -1).scatter(x, xo, cols, null, 0, y, yo, rows);
    }

    /** {@code y[i, labels[i]] = 1}, all else in {@code y [n, classes]} 0. */
    public static void oneHot(int[] labels, int lo, int n, int classes, float[] y, int yo) {
        Arrays.fill(y, yo, yo + n * classes, 0f);
        for (int i = 0; i < n; i++) {
            y[yo + i * classes + labels[lo + i]] = 1f;
        }
    }
}

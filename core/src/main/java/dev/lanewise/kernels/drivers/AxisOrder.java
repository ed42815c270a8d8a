package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Thresholds;
import dev.lanewise.kernels.choice.KernelLookup;
import java.util.Arrays;

/**
 * Copies a row-major block with its axes in another order.
 *
 * <p>Axes of size 1 are dropped and axes that stay adjacent are merged. What is left is a set of equal pieces:
 * contiguous runs if the last axis stays last, else transposed planes of the last axis and the one that was last.
 *
 * @param sizes sizes of the result's axes
 * @param strides distance in the source between adjacent elements along each of them
 */
record AxisOrder(int[] sizes, int[] strides) {
    static AxisOrder of(int[] shape, int[] axes) {
        int[] source = new int[shape.length];
        int stride = 1;
        for (int axis = shape.length - 1; axis >= 0; axis--) {
            source[axis] = stride;
            stride *= shape[axis];
        }
        int[] sizes = new int[axes.length];
        int[] strides = new int[axes.length];
        int count = 0;
        for (int axis : axes) {
            if (shape[axis] == 1) {
                continue;
            }
            if (count > 0 && strides[count - 1] == shape[axis] * source[axis]) {
                sizes[count - 1] *= shape[axis];
                strides[count - 1] = source[axis];
            } else {
                sizes[count] = shape[axis];
                strides[count] = source[axis];
                count++;
            }
        }
        return new AxisOrder(Arrays.copyOf(sizes, count), Arrays.copyOf(strides, count));
    }

    void copy(float[] x, int xo, float[] y, int yo) {
        int last = sizes.length - 1;
        if (last < 0) {
            y[yo] = x[xo];
        } else if (strides[last] == 1) {
            copyRuns(x, xo, y, yo);
        } else {
            copyPlanes(x, xo, y, yo);
        }
    }

    private void copyRuns(float[] x, int xo, float[] y, int yo) {
        int run = sizes[sizes.length - 1];
        int[] outer = outerAxes(sizes.length - 1);
        int runs = product(outer);
        Split.rows(runs, run, (from, to) -> {
            int[] index = indexOf(from, outer);
            for (int i = from; i < to; i++) {
                Moves.copyRun(x, xo + offset(index, strides), y, yo + i * run, run);
                advance(index, outer);
            }
        });
    }

    private void copyPlanes(float[] x, int xo, float[] y, int yo) {
        GemmKernels kernels = KernelLookup.active().gemm();
        int last = sizes.length - 1;
        int cols = sizes[last];
        int ldx = strides[last];
        int contiguous = 0;
        while (strides[contiguous] != 1) {
            contiguous++;
        }
        int rows = sizes[contiguous];
        int[] targets = new int[sizes.length];
        targets[last] = 1;
        for (int axis = last; axis > 0; axis--) {
            targets[axis - 1] = targets[axis] * sizes[axis];
        }
        int ldy = targets[contiguous];
        int[] outer = outerAxes(last);
        outer[contiguous] = 1;
        // a plane is cut into bands of rows of the result, so that even a single large one is shared out
        int band = Math.max(Thresholds.TRANSPOSED_ROWS,
                Thresholds.GRAIN / cols / Thresholds.TRANSPOSED_ROWS * Thresholds.TRANSPOSED_ROWS);
        int bands = Math.ceilDiv(rows, band);
        int unitsPerPart = Math.max(1, Thresholds.GRAIN / Math.max(1, Math.min(band, rows) * cols));
        Split.range(product(outer) * bands, unitsPerPart, (from, to) -> {
            int[] index = indexOf(from / bands, outer);
            for (int unit = from; unit < to; unit++) {
                int row = unit % bands * band;
                int fromX = xo + offset(index, strides) + row;
                int toY = yo + offset(index, targets) + row * ldy;
                kernels.transpose(cols, Math.min(band, rows - row), x, fromX, ldx, y, toY, ldy);
                if (unit % bands == bands - 1) {
                    advance(index, outer);
                }
            }
        });
    }

    /** Sizes of the axes before {@code end}; the axes keep their places. */
    private int[] outerAxes(int end) {
        return Arrays.copyOf(sizes, end);
    }

    private static int product(int[] sizes) {
        int product = 1;
        for (int size : sizes) {
            product *= size;
        }
        return product;
    }

    private static int[] indexOf(int position, int[] sizes) {
        int[] index = new int[sizes.length];
        int rest = position;
        for (int axis = sizes.length - 1; axis >= 0; axis--) {
            index[axis] = rest % sizes[axis];
            rest /= sizes[axis];
        }
        return index;
    }

    private static int offset(int[] index, int[] strides) {
        int offset = 0;
        for (int axis = 0; axis < index.length; axis++) {
            offset += index[axis] * strides[axis];
        }
        return offset;
    }

    private static void advance(int[] index, int[] sizes) {
        for (int axis = sizes.length - 1; axis >= 0 && ++index[axis] == sizes[axis]; axis--) {
            index[axis] = 0;
        }
    }
}

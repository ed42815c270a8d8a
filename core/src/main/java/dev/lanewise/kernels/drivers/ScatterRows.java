package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.ReduceKernels;
import dev.lanewise.kernels.Thresholds;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Sums of rows by index, {@code y[index[i], :] += x[i, :]}: the gradient of {@link Moves#takeRows}.
 *
 * <p><b>Order of operations</b> (part of the definition): to a row of y are added the rows of x whose index names it,
 * in ascending order, in chains of {@link GemmKernels#CHAIN} as in a matrix product (which it is, with the one-hot
 * matrix of the indices, without its zeros): the first chain is added to y row by row, each later one is summed
 * separately from +0 and then added to y. Threads split the columns, so they cannot change that order.
 */
final class ScatterRows {
    private static final int NONE = -1;

    private final ReduceKernels kernels;
    private final float[] x;
    private final int xo;
    private final int cols;
    private final int[] index;
    private final int io;
    private final int n;
    private final float[] y;
    private final int yo;

    /** The rows of y that get more than one chain. */
    private final int[] longRows;

    /** For each row of y its index among the long ones, or {@link #NONE}; empty if there are none. */
    private final int[] places;

    ScatterRows(
            ReduceKernels kernels, float[] x, int xo, int cols, int[] index, int io, int n, float[] y, int yo) {
        this.kernels = kernels;
        this.x = x;
        this.xo = xo;
        this.cols = cols;
        this.index = index;
        this.io = io;
        this.n = n;
        this.y = y;
        this.yo = yo;
        this.places = n <= GemmKernels.CHAIN ? new int[0] : counts();
        this.longRows = IntStream.range(0, places.length).filter(row -> places[row] > GemmKernels.CHAIN).toArray();
        Arrays.fill(places, NONE);
        for (int place = 0; place < longRows.length; place++) {
            places[longRows[place]] = place;
        }
    }

    private int[] counts() {
        int highest = 0;
        for (int i = 0; i < n; i++) {
            highest = Math.max(highest, index[io + i]);
        }
        int[] counts = new int[highest + 1];
        for (int i = 0; i < n; i++) {
            counts[index[io + i]]++;
        }
        return counts;
    }

    void run() {
        int width = Math.ceilDiv(Math.max(1, Thresholds.GRAIN / Math.max(1, n)), Thresholds.STRIP) * Thresholds.STRIP;
        Split.range(cols, width, longRows.length == 0 ? this::strip : this::stripInChains);
    }

    /** Some columns, if no row of y gets more than one chain. */
    private void strip(int from, int to) {
        for (int i = 0; i < n; i++) {
            add(x, xo + i * cols + from, index[io + i], from, to);
        }
    }

    /** Some columns; chains after the first are summed in scratch. */
    private void stripInChains(int from, int to) {
        int width = to - from;
        float[] chains = new float[longRows.length * width];
        int[] seen = new int[longRows.length];
        for (int i = 0; i < n; i++) {
            int row = index[io + i];
            int at = xo + i * cols + from;
            int place = places[row];
            if (place == NONE || seen[place]++ < GemmKernels.CHAIN) {
                add(x, at, row, from, to);
            } else {
                kernels.addRows(x, at, cols, 1, width, chains, place * width);
                if (seen[place] % GemmKernels.CHAIN == 0) {
                    add(chains, place * width, row, from, to);
                    Arrays.fill(chains, place * width, (place + 1) * width, 0f);
                }
            }
        }
        for (int place = 0; place < longRows.length; place++) {
            if (seen[place] % GemmKernels.CHAIN != 0) {
                add(chains, place * width, longRows[place], from, to);
            }
        }
    }

    private void add(float[] rows, int at, int row, int from, int to) {
        kernels.addRows(rows, at, cols, 1, to - from, y, yo + row * cols + from);
    }
}

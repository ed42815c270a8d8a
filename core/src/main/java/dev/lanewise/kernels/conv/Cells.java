package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Kernels;
import java.util.Arrays;

/**
 * What the taps of several groups read at a band of positions, as the cells of
 * {@link dev.lanewise.kernels.CellKernels}: for each depth that is reached the rows of the source, with cells of zeros
 * where the padding is.
 */
final class Cells {
    private final Kernels kernels;
    private final int lanes;
    private final Reach[] axes;

    /** Depths, rows and columns that there is room for. */
    private final int depths;
    private final int high;
    private final int wide;

    private Cells(Kernels kernels, Reach[] axes, int depths, int high, int wide) {
        this.kernels = kernels;
        this.lanes = kernels.cells().lanes();
        this.axes = axes;
        this.depths = depths;
        this.high = high;
        this.wide = wide;
    }

    /** Cells for bands of so many rows and columns. */
    static Cells of(Kernels kernels, Reach[] axes, int rows, int columns) {
        return new Cells(
                kernels, axes, depths(axes), (int) axes[1].extent(rows), (int) axes[2].extent(columns));
    }

    private static int depths(Reach... axes) {
        return Math.max(1, Arrays.stream(axes[0].offsets()).mapToInt(phase -> phase.length).max().orElse(1));
    }

    /** How many cells a band of so many rows and columns takes. */
    static double count(Reach[] axes, int rows, int columns) {
        return (double) depths(axes) * axes[1].extent(rows) * axes[2].extent(columns);
    }

    /** Floats of one plane of all groups, and of what transposing may overwrite behind it. */
    int floats() {
        return depths * high * wide * lanes + GemmKernels.SPILL;
    }

    /** Floats between rows that are neighbours in a phase. */
    int down() {
        return axes[1].step() * wide * lanes;
    }

    /** The same for columns. */
    int right() {
        return axes[2].step() * lanes;
    }

    /** Where the first position of a band reads under a tap: one of a phase along each axis. */
    int offset(int[] phase, int d, int h, int w) {
        int row = axes[1].offsets()[phase[1]][h] - axes[1].least();
        int column = axes[2].offsets()[phase[2]][w] - axes[2].least();
        return ((d * high + row) * wide + column) * lanes;
    }

    /**
     * Fills the cells of one plane of some groups for the band that begins at a position; of {@code rows} rows.
     *
     * @param groups as many as there are, at most the lanes
     * @param xo where the plane of the first group begins, those of the others {@code plane} apart
     * @param spare where rows of the source can be laid meanwhile, {@link #spare} floats
     */
    void fill(
            int groups, float[] x, int xo, int plane, int depth, int row, int rows, int column, float[] to, int at,
            int spare) {
        int[] offsets = axes[0].offsets()[depth % axes[0].period()];
        int size = axes[1].source() * axes[2].source();
        int needed = (int) axes[1].extent(rows);
        for (int d = 0; d < offsets.length; d++) {
            int z = depth / axes[0].period() * axes[0].step() + offsets[d];
            int first = at + d * high * wide * lanes;
            if (z < 0 || z >= axes[0].source()) {
                Arrays.fill(to, first, first + needed * wide * lanes, 0f);
            } else {
                plane(groups, x, xo + z * size, plane, axes[1].first(row), needed, axes[2].first(column), to, first,
                        spare);
            }
        }
    }

    private void plane(
            int groups, float[] x, int xo, int plane, int row, int rows, int column, float[] to, int at, int spare) {
        int source = axes[2].source();
        int h = Inside.first(row, 1, rows);
        int last = Inside.last(row, 1, axes[1].source(), h, rows);
        int w = Inside.first(column, 1, wide);
        int end = Inside.last(column, 1, source, w, wide);
        int length = (end - w) * lanes;
        if (h == last || w == end) {
            Arrays.fill(to, at, at + rows * wide * lanes, 0f);
            return;
        }
        int from = xo + (row + h) * source + column + w;
        boolean wholeRows = end - w == source;
        if (wholeRows && wide == source) {
            transpose(groups, (last - h) * source, x, from, plane, to, at + h * wide * lanes);
        } else if (wholeRows && areShort()) {
            transpose(groups, (last - h) * source, x, from, plane, to, spare);
            for (int i = h; i < last; i++) {
                System.arraycopy(to, spare + (i - h) * length, to, at + (i * wide + w) * lanes, length);
            }
        } else {
            for (int i = h; i < last; i++) {
                transpose(groups, end - w, x, from + (i - h) * source, plane, to, at + (i * wide + w) * lanes);
            }
        }
        int padded = at;
        for (int i = h; i < last; i++) {
            int begin = at + (i * wide + w) * lanes;
            clear(to, padded, begin);
            padded = begin + length;
        }
        clear(to, padded, at + rows * wide * lanes);
    }

    /** Sets the padding between two rows, and above and below, to zero. */
    private static void clear(float[] to, int from, int end) {
        if (from < end) {
            Arrays.fill(to, from, end, 0f);
        }
    }

    private void transpose(int groups, int count, float[] x, int xo, int plane, float[] to, int at) {
        kernels.gemm().packTransposed(groups, lanes, count, x, xo, plane, to, at);
    }

    /**
     * Whether rows of the source are transposed together, and moved to their places then: blocks of as many cells as
     * lanes, the last of which overlap in each row, would cost more.
     */
    private boolean areShort() {
        return axes[2].source() < 3 * lanes / 2;
    }

    /** Floats that {@link #fill} needs beside the cells. */
    int spare() {
        return areShort() ? high * axes[2].source() * lanes + GemmKernels.SPILL : 0;
    }
}

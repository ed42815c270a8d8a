package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.PatchKernels;
import java.util.Arrays;

/**
 * What the taps read at the positions of a box, so laid out that each tap reads a box of the same form: padding has
 * become zeros, and for strides above 1 rows and columns are sorted by their place within a stride. Element
 * {@code (row, column)} of the box under a tap is {@code data[base + plane * ofPlane + offset(tap) + row * width +
 * column]}. Where nothing has to be padded or sorted, it is the source itself.
 *
 * <p>An exact one has rows as long as those of the box, and so a copy for each column of the kernel.
 */
final class Neighbourhood {
    private final Grid grid;
    private final boolean exact;

    /** What is copied of a row: the places within a stride at which taps read, or all their columns. */
    private final int[] sides;

    float[] data = {};
    int base;
    int ofPlane;

    /** Distance between rows. */
    int width;

    /** Rows and columns of each place within a stride, and floats of one depth. */
    private int rows;
    private int ofDepth;

    private boolean copied;

    Neighbourhood(Grid grid, boolean exact) {
        this.grid = grid;
        this.exact = exact;
        this.sides = exact ? grid.sides : grid.places[2];
    }

    /** Whether the source itself can be read, for any box as wide as the grid. */
    static boolean isDirect(Grid grid) {
        return grid.step[1] == 1 && grid.step[2] == 1 && grid.isWithin(0) && grid.isWithin(1) && grid.isWithin(2);
    }

    /** Floats of a copy for so many planes of a box. */
    long floats(Grid.Box box, int planes) {
        double floats = (double) planes * grid.places[0].length * grid.places[1].length * sides.length * rows(box)
                * width(box);
        if (floats > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("convolution: its taps read from " + rows(box) + " x " + width(box)
                    + " places in " + planes + " channels at a time, which is more than an array can hold; a smaller "
                    + "dilation needs less");
        }
        return (long) floats;
    }

    private int rows(Grid.Box box) {
        return box.rows() + (grid.most[1] - grid.least[1]) / grid.step[1];
    }

    /** Distance between the rows of a copy. */
    int width(Grid.Box box) {
        return box.columns() + (exact ? 0 : besides(grid));
    }

    /** Columns of a row beside those of the box, unless it is exact. */
    static int besides(Grid grid) {
        return (grid.most[2] - grid.least[2]) / grid.step[2];
    }

    /**
     * Reads planes of the source directly, from {@code xo} on; see {@link #isDirect}.
     *
     * @return whether that is possible: whole panels of columns are read, and x may end before the last one does
     */
    boolean direct(Grid.Box box, int planes, int panel, float[] x, int xo) {
        int[] source = grid.source;
        data = x;
        width = source[2];
        ofPlane = grid.sourcePlane();
        base = xo + ((box.depth() * grid.step[0] + grid.least[0]) * source[1] + box.row() + grid.least[1]) * source[2]
                + box.column() + grid.least[2];
        copied = false;
        int farthest = ((grid.most[0] - grid.least[0]) * source[1] + grid.most[1] - grid.least[1]) * width
                + grid.most[2] - grid.least[2];
        int columns = Math.ceilDiv((box.rows() - 1) * width + box.columns(), panel) * panel;
        return base + (planes - 1L) * ofPlane + farthest + columns <= x.length;
    }

    /** Copies what is read of some planes of the source, from {@code xo} on. */
    void copy(PatchKernels patches, Grid.Box box, int planes, float[] x, int xo, float[] to, int at) {
        data = to;
        base = at;
        rows = rows(box);
        width = width(box);
        ofDepth = grid.places[1].length * sides.length * rows * width;
        ofPlane = grid.places[0].length * ofDepth;
        copied = true;
        for (int d = 0; d < grid.places[0].length; d++) {
            int depth = box.depth() * grid.step[0] + grid.least[0] + grid.places[0][d];
            int place = at + d * ofDepth;
            for (int h : grid.places[1]) {
                for (int w : sides) {
                    copyPlace(patches, box, planes, x, xo, depth, h, w, place);
                    place += rows * width;
                }
            }
        }
    }

    /** The rows and columns at one place, of which those in the padding become zeros. */
    private void copyPlace(
            PatchKernels patches, Grid.Box box, int planes, float[] x, int xo, int depth, int h, int w, int at) {
        int[] step = grid.step;
        int[] source = grid.source;
        long row = box.row() * (long) step[1] + h + grid.least[1];
        long column = box.column() * (long) step[2] + w + grid.least[2];
        int from = Inside.first(row, step[1], rows);
        int to = depth < 0 || depth >= source[0] ? from : Inside.last(row, step[1], source[1], from, rows);
        int left = Inside.first(column, step[2], width);
        int right = Inside.last(column, step[2], source[2], left, width);
        clear(planes, at, from * width);
        if (to > from) {
            long begin = xo + (depth * (long) source[1] + row + (long) from * step[1]) * source[2] + column;
            patches.copy(
                    planes, to - from, width, x, (int) begin, grid.sourcePlane(), step[1] * source[2], step[2], left,
                    right, data, at + from * width, ofPlane, width);
        }
        clear(planes, at + to * width, (rows - to) * width);
    }

    private void clear(int planes, int at, int count) {
        for (int i = 0; i < planes && count > 0; i++) {
            Arrays.fill(data, at + i * ofPlane, at + i * ofPlane + count, 0f);
        }
    }

    /** Where a tap reads, relative to the first one's place. */
    int offset(int tap) {
        int d = grid.offsets[tap][0] - grid.least[0];
        int h = grid.offsets[tap][1] - grid.least[1];
        int w = grid.offsets[tap][2] - grid.least[2];
        if (!copied) {
            return (d * grid.source[1] + h) * width + w;
        }
        int side = Arrays.binarySearch(sides, exact ? w : w % grid.step[2]);
        int place = Arrays.binarySearch(grid.places[1], h % grid.step[1]) * sides.length + side;
        return Arrays.binarySearch(grid.places[0], d) * ofDepth + (place * rows + h / grid.step[1]) * width
                + (exact ? 0 : w / grid.step[2]);
    }
}

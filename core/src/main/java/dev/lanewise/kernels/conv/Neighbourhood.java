package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.PatchKernels;
import java.util.Arrays;

/**
 * What the taps read at the positions of a box, so laid out that each tap reads a box of the same form: padding has
 * become zeros, and for strides above 1 rows and columns are sorted by their place within a stride. Element
 * {@code (row, column)} of the box under a tap is {@code data[base + plane * ofPlane + offset(tap) + row * width +
 * column]}. Where nothing has to be padded or sorted, it is the source itself.
 */
final class Neighbourhood {
    private final Grid grid;

    float[] data = {};
    int base;
    int ofPlane;

    /** Distance between rows. */
    int width;

    /** Rows and columns of each place within a stride, and floats of one depth. */
    private int rows;
    private int ofDepth;

    private boolean copied;

    Neighbourhood(Grid grid) {
        this.grid = grid;
    }

    /** Whether the source itself can be read, for any box as wide as the grid. */
    static boolean isDirect(Grid grid) {
        return grid.step[1] == 1 && grid.step[2] == 1 && grid.isWithin(0) && grid.isWithin(1) && grid.isWithin(2);
    }

    /** Floats of a copy for so many planes of a box. */
    static long floats(Grid grid, Grid.Box box, int planes) {
        double floats = (double) planes * places(grid) * rows(grid, box) * width(grid, box);
        if (floats > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("convolution: its taps read from " + rows(grid, box) + " x "
                    + width(grid, box) + " places in " + planes + " channels at a time, which is more than an array "
                    + "can hold; a smaller dilation needs less");
        }
        return (long) floats;
    }

    private static double places(Grid grid) {
        return (double) grid.places[0].length * grid.places[1].length * grid.places[2].length;
    }

    private static int rows(Grid grid, Grid.Box box) {
        return box.rows() + (grid.most[1] - grid.least[1]) / grid.step[1];
    }

    /** Distance between the rows of a copy. */
    static int width(Grid grid, Grid.Box box) {
        return box.columns() + (grid.most[2] - grid.least[2]) / grid.step[2];
    }

    /** Reads planes of the source directly, from {@code xo} on; see {@link #isDirect}. */
    void direct(Grid.Box box, float[] x, int xo) {
        int[] source = grid.source;
        data = x;
        width = source[2];
        ofPlane = grid.sourcePlane();
        base = xo + ((box.depth() * grid.step[0] + grid.least[0]) * source[1] + box.row() + grid.least[1]) * source[2]
                + box.column() + grid.least[2];
        copied = false;
    }

    /**
     * Copies what is read of some planes of the source, from {@code xo} on.
     *
     * @param segments is written to
     */
    void copy(
            PatchKernels patches, Grid.Box box, int planes, float[] x, int xo, float[] to, int at,
            Segments segments) {
        data = to;
        base = at;
        rows = rows(grid, box);
        width = width(grid, box);
        ofDepth = grid.places[1].length * grid.places[2].length * rows * width;
        ofPlane = grid.places[0].length * ofDepth;
        copied = true;
        segments.clear();
        segments.begin();
        for (int d = 0; d < grid.places[0].length; d++) {
            int depth = box.depth() * grid.step[0] + grid.least[0] + grid.places[0][d];
            if (depth < 0 || depth >= grid.source[0]) {
                segments.add(d * ofDepth, ofDepth, PatchKernels.PADDING);
            } else {
                listDepth(box, depth, d * ofDepth, segments);
            }
        }
        patches.copy(
                planes, segments.table, segments.first(0), segments.count(0), x, xo, grid.sourcePlane(), grid.step[2],
                to, at, ofPlane);
    }

    private void listDepth(Grid.Box box, int depth, int to, Segments segments) {
        int[] step = grid.step;
        int sides = grid.places[2].length;
        for (int place = 0; place < grid.places[1].length; place++) {
            for (int row = 0; row < rows; row++) {
                long h = (box.row() + row) * (long) step[1] + grid.places[1][place] + grid.least[1];
                int at = to + (place * sides * rows + row) * width;
                for (int side = 0; side < sides; side++, at += rows * width) {
                    if (h < 0 || h >= grid.source[1]) {
                        segments.add(at, width, PatchKernels.PADDING);
                    } else {
                        int from = (depth * grid.source[1] + (int) h) * grid.source[2];
                        listRow(from, box.column() * (long) step[2] + grid.places[2][side] + grid.least[2], at,
                                segments);
                    }
                }
            }
        }
    }

    /** Every step'th element of a row from column {@code w} on, and the padding before and behind. */
    private void listRow(int row, long w, int at, Segments segments) {
        int step = grid.step[2];
        int from = Math.clamp(Math.ceilDiv(-w, step), 0, width);
        int to = Math.clamp(Math.floorDiv(grid.source[2] - 1 - w, step) + 1, from, width);
        segments.add(at, from, PatchKernels.PADDING);
        segments.add(at + from, to - from, from == to ? 0 : (int) (row + w + (long) from * step));
        segments.add(at + to, width - to, PatchKernels.PADDING);
    }

    /** Where a tap reads, relative to the first one's place. */
    int offset(int tap) {
        int d = grid.offsets[tap][0] - grid.least[0];
        int h = grid.offsets[tap][1] - grid.least[1];
        int w = grid.offsets[tap][2] - grid.least[2];
        if (!copied) {
            return (d * grid.source[1] + h) * width + w;
        }
        int[][] places = grid.places;
        int place = Arrays.binarySearch(places[1], h % grid.step[1]) * places[2].length
                + Arrays.binarySearch(places[2], w % grid.step[2]);
        return Arrays.binarySearch(places[0], d) * ofDepth + (place * rows + h / grid.step[1]) * width
                + w / grid.step[2];
    }
}

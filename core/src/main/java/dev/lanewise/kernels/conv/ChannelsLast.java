package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.Thresholds;
import java.util.Arrays;

/**
 * What the taps of a convolution read at the positions of a chain, with the channels of a block side by side: element
 * {@code (row, depth, column, channel)} of a piece, padding included. What one tap reads at a position is a row of
 * adjacent channels, so the matrix of patches, {@code [positions, taps * channels]}, can be read in place: its row p
 * begins at an index from a table, and its columns are at a distance from there that is the same for all p.
 *
 * <p>A block has as many channels as a tile has columns. The channels that are left make a narrower one; where neither
 * they nor what is read along a row of the kernel fill the columns of a tile, their windows are copied side by side
 * ({@link #isFolded}), {@code (column, row, tap along the row, channel)}, so that all taps of a position are adjacent.
 *
 * <p>A chain consists of pieces: what it has of one depth of one image or, if rows are longer than a chain, of one row.
 */
final class ChannelsLast {
    /** Floats that a region may be enlarged by, so that the next one begins on a cache line. */
    private static final int LINE = 16;

    static final Geometry NONE =
            new Geometry(0, 0, 0, 1, new int[3], new int[3], new int[3], new int[3], new int[3], new int[3]);

    private Geometry g = NONE;

    /** Of the rows and columns of the source, every so many-th is read. */
    private int everyRow;
    private int everyColumn;

    /** Distances of positions and of taps in what is read. */
    private int rowStep;
    private int columnStep;
    private int rowApart;
    private int columnApart;

    /** Columns of a piece. */
    private int wide;

    /** Channels of a whole block, and how many of these there are; then the channels that are left. */
    private int full;

    private int wholeBlocks;
    private int rest;
    private boolean folded;

    /** Whether the windows of a position are not shared with those below and above. */
    private boolean alone;

    /** Rows of the pieces of a chain, at most; and slots of folded windows. */
    private int mostRows;

    private int mostSlots;

    /**
     * Describes a convolution.
     *
     * @param full channels of a whole block: columns of a tile
     * @param length terms of a chain
     * @param terms of all
     */
    void describe(Geometry geometry, int full, int length, int terms) {
        g = geometry;
        everyRow = every(1);
        everyColumn = every(2);
        rowStep = g.stride[1] / everyRow;
        columnStep = g.stride[2] / everyColumn;
        rowApart = g.kernel[1] == 1 ? 1 : g.dilation[1] / everyRow;
        columnApart = g.kernel[2] == 1 ? 1 : g.dilation[2] / everyColumn;
        wide = (Math.min(g.out[2], length) - 1) * columnStep + (g.kernel[2] - 1) * columnApart + 1;
        this.full = full;
        wholeBlocks = g.channelsOfGroup() / full;
        rest = g.channelsOfGroup() % full;
        alone = g.kernel[0] > 1 || rowApart > 1 || rowStep >= g.kernel[1];
        folded = false;
        folded = rest > 0 && foldingPays();
        mostRows = 0;
        mostSlots = 0;
        for (int k = 0; k < terms; k += length) {
            measure(k, Math.min(length, terms - k));
        }
    }

    /**
     * Distance of the elements that are read along an axis, if they have one in common. Columns that are not far apart
     * are transposed with those in between.
     */
    private int every(int axis) {
        if (g.kernel[axis] == 1) {
            return axis == 2 && g.stride[axis] < Thresholds.COLUMNS_APART ? 1 : g.stride[axis];
        }
        int a = g.stride[axis];
        int b = g.dilation[axis];
        while (b > 0) {
            int next = a % b;
            a = b;
            b = next;
        }
        return a;
    }

    /** Whether copying windows costs less than the tiles that it saves. */
    private boolean foldingPays() {
        int loose = g.taps() / runTaps(wholeBlocks) * Math.ceilDiv(runTaps(wholeBlocks) * rest, full);
        int close = Math.ceilDiv(g.taps() * rest, full);
        int copies = (alone ? g.kernel[0] * g.kernel[1] : rowStep)
                * (columnApart == 1 ? Math.ceilDiv(g.kernel[2] * rest, full) : g.kernel[2]);
        return (long) (loose - close) * g.filtersOfGroup() > (long) copies * Thresholds.WINDOW_COST;
    }

    private void measure(int from, int terms) {
        int rows = 0;
        int slots = 0;
        for (int k = from; k < from + terms;) {
            int piece = piece(k, from + terms - k);
            rows += rows(k, piece);
            slots += slots(k, piece);
            k += piece;
        }
        mostRows = Math.max(mostRows, rows);
        mostSlots = Math.max(mostSlots, slots);
    }

    /** Terms of the piece that begins with term {@code k}, of which a chain has {@code remaining} more. */
    int piece(int k, int remaining) {
        int plane = g.out[1] * g.out[2];
        int terms = Math.min(plane - k % plane, remaining);
        return isLong() ? Math.min(g.out[2] - k % g.out[2], terms) : terms;
    }

    /** Whether rows are longer than a chain, so that a piece has a part of one. */
    private boolean isLong() {
        return g.out[2] > GemmKernels.CHAIN;
    }

    private int positionRows(int k, int piece) {
        return (k % g.out[2] + piece - 1) / g.out[2] + 1;
    }

    private int rows(int k, int piece) {
        return (positionRows(k, piece) - 1) * rowStep + (g.kernel[1] - 1) * rowApart + 1;
    }

    private int columns(int piece) {
        return isLong() ? piece : g.out[2];
    }

    /** Slots of a column of windows. */
    private int slots(int k, int piece) {
        return alone ? positionRows(k, piece) * g.kernel[0] * g.kernel[1] : rows(k, piece);
    }

    int blocks() {
        return wholeBlocks + (rest > 0 ? 1 : 0);
    }

    /** Channels of a block. */
    int channels(int block) {
        return block < wholeBlocks ? full : rest;
    }

    boolean isFolded(int block) {
        return folded && block == wholeBlocks;
    }

    /** How many taps, in ascending order, have adjacent columns in a block. */
    int runTaps(int block) {
        return block < wholeBlocks ? 1 : folded ? g.taps() : columnApart == 1 ? g.kernel[2] : 1;
    }

    /** Tiles side by side that serve one run of taps. */
    int runPanels(int block) {
        return Math.ceilDiv(runTaps(block) * channels(block), full);
    }

    /** Tiles side by side that serve a block. */
    int panels(int block) {
        return g.taps() / runTaps(block) * runPanels(block);
    }

    /** All panels before a block. */
    int firstPanel(int block) {
        return block * g.taps();
    }

    /** Where the columns of a run of taps begin, relative to a row of the matrix. */
    int offset(int block, int run) {
        int tap = run * runTaps(block);
        int w = tap % g.kernel[2];
        int h = tap / g.kernel[2] % g.kernel[1];
        int d = tap / g.kernel[2] / g.kernel[1];
        return ((h * rowApart * g.kernel[0] + d) * wide + w * columnApart) * channels(block);
    }

    /** Floats of a block in a chain, with what tiles read beyond. */
    int floats(int block) {
        double floats = isFolded(block)
                ? (double) mostSlots * columns(GemmKernels.CHAIN) * g.kernel[2] * rest
                : dense(block);
        return round(floats + full);
    }

    /** Floats of the scratch that copying a block takes. */
    int work(int block) {
        return round((isFolded(block) ? 3 : 2) * dense(block));
    }

    private double dense(int block) {
        return (double) mostRows * g.kernel[0] * wide * channels(block);
    }

    private int round(double floats) {
        if (floats > Integer.MAX_VALUE - LINE) {
            throw new IllegalArgumentException("convolution: for the gradient of its weight, its taps read from "
                    + mostRows + " x " + wide + " places at a time, which is more than an array can hold; a smaller "
                    + "dilation needs less");
        }
        return ((int) floats + LINE - 1) / LINE * LINE;
    }

    /**
     * Copies what a piece reads in a block.
     *
     * @param k first term of the piece
     * @param xo where the first channel of the block begins in the first image
     * @param at where to
     * @param work where scratch of {@link #work} floats begins
     * @param table gets, from {@code first} on, where the rows of the matrix begin, relative to {@code origin}
     * @return where the next piece may begin
     */
    int copy(
            Kernels kernels, int block, int k, int piece, float[] x, int xo, ConvScratch scratch, int at, int work,
            int[] table, int first, int origin) {
        int channels = channels(block);
        int dense = mostRows * g.kernel[0] * wide * channels;
        boolean fold = isFolded(block);
        int to = fold ? work + 2 * dense : at;
        int image = k / g.outPlane();
        int from = xo + image * g.channels * g.inPlane();
        int rows = rows(k, piece);
        int column = isLong() ? k % g.out[2] : 0;
        int row = k / g.out[2] % g.out[1];
        int depth = k / g.out[2] / g.out[1] % g.out[0];
        for (int d = 0; d < g.kernel[0]; d++) {
            copyDepth(
                    kernels, channels, depth * g.stride[0] - g.padding[0] + d * g.dilation[0], d, row, rows, column, x,
                    from, scratch, to, work);
        }
        int pitch = g.kernel[0] * wide * channels;
        int across = columnStep * channels;
        int down = rowStep * pitch;
        int end = at + rows * pitch;
        if (fold) {
            int slots = slots(k, piece);
            fold(kernels, positionRows(k, piece), rows, columns(piece), scratch, to, at);
            across = slots * g.kernel[2] * channels;
            down = (alone ? g.kernel[0] * g.kernel[1] : rowStep) * g.kernel[2] * channels;
            end = at + columns(piece) * across;
        }
        tabulate(k % g.out[2] - column, piece, across, down, at - origin, table, first);
        return end;
    }

    private void tabulate(int column, int piece, int across, int down, int at, int[] table, int first) {
        int begin = at;
        for (int p = 0, w = column; p < piece; begin += down, w = 0) {
            int end = Math.min(piece, p + columns(piece) - w);
            for (int from = begin + w * across; p < end; p++, from += across) {
                table[first + p] = from;
            }
        }
    }

    /** Copies the rows of one depth of the source, or zeros. */
    private void copyDepth(
            Kernels kernels, int channels, int depth, int d, int row, int rows, int column, float[] x, int xo,
            ConvScratch scratch, int to, int work) {
        int h = row * g.stride[1] - g.padding[1];
        int w = column * g.stride[2] - g.padding[2];
        boolean outside = depth < 0 || depth >= g.in[0];
        int top = outside ? rows : Math.clamp(Math.ceilDiv(-h, everyRow), 0, rows);
        int bottom = outside ? rows : Math.clamp(Math.floorDiv(g.in[1] - 1 - h, everyRow) + 1, top, rows);
        int left = Math.clamp(Math.ceilDiv(-w, everyColumn), 0, wide);
        int right = Math.clamp(Math.floorDiv(g.in[2] - 1 - w, everyColumn) + 1, left, wide);
        int pitch = g.kernel[0] * wide * channels;
        int begin = to + d * wide * channels;
        float[] memory = scratch.memory;
        for (int r = 0; r < rows; r++) {
            int at = begin + r * pitch;
            if (r < top || r >= bottom) {
                Arrays.fill(memory, at, at + wide * channels, 0f);
            } else {
                Arrays.fill(memory, at, at + left * channels, 0f);
                Arrays.fill(memory, at + right * channels, at + wide * channels, 0f);
            }
        }
        if (top < bottom && left < right) {
            int from = xo + (depth * g.in[1] + h + top * everyRow) * g.in[2] + w + left * everyColumn;
            transpose(
                    kernels, channels, bottom - top, right - left, x, from, scratch,
                    begin + top * pitch + left * channels, pitch, work);
        }
    }

    /** Transposes what some rows of the source have of all channels. */
    private void transpose(
            Kernels kernels, int channels, int rows, int columns, float[] x, int from, ConvScratch scratch, int to,
            int pitch, int work) {
        float[] memory = scratch.memory;
        if (everyColumn == 1 && (rows == 1 || columns * channels < pitch && columns >= Thresholds.TRANSPOSED_ALONE)) {
            for (int r = 0; r < rows; r++) {
                transpose(kernels, channels, columns, x, from + r * everyRow * g.in[2], g.inPlane(), memory,
                        to + r * pitch);
            }
            return;
        }
        int size = rows * columns;
        float[] source = x;
        int so = from;
        int plane = g.inPlane();
        if (everyColumn > 1 || everyRow > 1 || columns < g.in[2]) {
            Segments segments = scratch.segments;
            segments.clear();
            segments.begin();
            for (int r = 0; r < rows; r++) {
                segments.add(r * columns, columns, r * everyRow * g.in[2]);
            }
            kernels.patches().copy(
                    channels, segments.table, segments.first(0), segments.count(0), x, from, plane, everyColumn,
                    memory, work, size);
            source = memory;
            so = work;
            plane = size;
        }
        if (columns * channels == pitch) {
            transpose(kernels, channels, size, source, so, plane, memory, to);
            return;
        }
        int dense = work + mostRows * g.kernel[0] * wide * channels;
        transpose(kernels, channels, size, source, so, plane, memory, dense);
        for (int r = 0; r < rows; r++) {
            System.arraycopy(memory, dense + r * columns * channels, memory, to + r * pitch, columns * channels);
        }
    }

    private static void transpose(
            Kernels kernels, int channels, int columns, float[] x, int xo, int plane, float[] to, int at) {
        if (channels == 1) {
            System.arraycopy(x, xo, to, at, columns);
        } else {
            kernels.gemm().transpose(channels, columns, x, xo, plane, to, at, channels);
        }
    }

    /** Copies the windows of all columns, slot by slot. */
    private void fold(
            Kernels kernels, int positionRows, int rows, int columns, ConvScratch scratch, int from, int to) {
        Segments segments = scratch.segments;
        segments.clear();
        segments.begin();
        int window = g.kernel[2] * rest;
        if (columnApart == 1) {
            segments.add(0, window, 0);
        } else {
            for (int w = 0; w < g.kernel[2]; w++) {
                segments.add(w * rest, rest, w * columnApart * rest);
            }
        }
        int high = g.kernel[0] * g.kernel[1];
        int slots = alone ? positionRows * high : rows;
        for (int slot = 0; slot < slots; slot++) {
            int row = slot;
            if (alone) {
                int tap = slot % high;
                row = (slot / high * rowStep + tap % g.kernel[1] * rowApart) * g.kernel[0] + tap / g.kernel[1];
            }
            kernels.patches().copy(
                    columns, segments.table, segments.first(0), segments.count(0), scratch.memory,
                    from + row * wide * rest, columnStep * rest, 1, scratch.memory, to + slot * window,
                    slots * window);
        }
    }
}

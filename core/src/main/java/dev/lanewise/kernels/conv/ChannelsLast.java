package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.Thresholds;
import java.util.Arrays;

/**
 * What the taps read with the channels of a block side by side: a place of {@link ChainPieces} has one element for each
 * channel. What one tap reads at a position is a row of adjacent channels, so the matrix of patches,
 * {@code [positions, taps * channels]}, can be read in place: its row p begins at an index from a table, and its
 * columns are at a distance from there that is the same for all p.
 *
 * <p>A block has as many channels as a tile has columns; the channels that are left make a narrower one, in which the
 * taps along a row of the kernel are adjacent, too, unless they are dilated.
 */
final class ChannelsLast extends ChainPieces {
    /** Of the rows and columns of the source, every so many-th is read. */
    private int everyRow;

    private int everyColumn;

    /** Channels of a whole block, and how many of these there are; then the channels that are left. */
    private int full;

    private int wholeBlocks;
    private int rest;

    /**
     * Describes a convolution.
     *
     * @param full channels of a whole block: columns of a tile
     */
    void describe(Geometry geometry, int full) {
        everyRow = every(geometry, 1);
        everyColumn = every(geometry, 2);
        describe(geometry, everyRow, everyColumn);
        this.full = full;
        wholeBlocks = g.channelsOfGroup() / full;
        rest = g.channelsOfGroup() % full;
    }

    /**
     * Distance of the elements that are read along an axis, if they have one in common. Columns that are not far apart
     * are transposed with those in between.
     */
    private static int every(Geometry g, int axis) {
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

    int blocks() {
        return wholeBlocks + (rest > 0 ? 1 : 0);
    }

    /** Channels of a block. */
    int channels(int block) {
        return block < wholeBlocks ? full : rest;
    }

    /** How many taps, in ascending order, have adjacent columns in a block. */
    int runTaps(int block) {
        return block < wholeBlocks || columnApart > 1 ? 1 : g.kernel[2];
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
        return place(run * runTaps(block)) * channels(block);
    }

    /** Floats of a block in a chain, with what tiles read beyond. */
    int floats(int block) {
        return lines(dense(block) + full);
    }

    /** Floats of the scratch that copying a block takes. */
    int work(int block) {
        return lines(2 * dense(block));
    }

    private double dense(int block) {
        return (double) mostRows * g.kernel[0] * wide * channels(block);
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
        int from = xo + k / g.outPlane() * g.channels * g.inPlane();
        int rows = rows(k, piece);
        int depth = depth(k) * g.stride[0] - g.padding[0];
        for (int d = 0; d < g.kernel[0]; d++) {
            copyDepth(
                    kernels, channels, depth + d * g.dilation[0], d, row(k), rows, column(k), x, from, scratch, at,
                    work);
        }
        int pitch = g.kernel[0] * wide * channels;
        tabulate(k, piece, columnStep * channels, rowStep * pitch, at - origin, table, first);
        return at + rows * pitch;
    }

    /** Copies the rows of one depth of the source, or zeros. */
    private void copyDepth(
            Kernels kernels, int channels, int depth, int d, int row, int rows, int column, float[] x, int xo,
            ConvScratch scratch, int to, int work) {
        int h = row * g.stride[1] - g.padding[1];
        int w = column * g.stride[2] - g.padding[2];
        boolean outside = depth < 0 || depth >= g.in[0];
        int top = outside ? rows : Inside.first(h, everyRow, rows);
        int bottom = outside ? rows : Inside.last(h, everyRow, g.in[1], top, rows);
        int left = Inside.first(w, everyColumn, wide);
        int right = Inside.last(w, everyColumn, g.in[2], left, wide);
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
            kernels.patches().copy(
                    channels, rows, columns, x, from, plane, everyRow * g.in[2], everyColumn, 0, columns, memory, work,
                    size, columns);
            source = memory;
            so = work;
            plane = size;
        }
        if (columns * channels == pitch) {
            transpose(kernels, channels, size, source, so, plane, memory, to);
            return;
        }
        int dense = work + (int) (mostRows * g.kernel[0] * wide * channels);
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
}

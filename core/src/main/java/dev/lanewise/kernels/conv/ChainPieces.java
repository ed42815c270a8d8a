package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.GemmKernels;
import dev.lanewise.kernels.drivers.CacheLines;

/**
 * What the taps of a convolution read at the positions of a chain of {@link GemmKernels#CHAIN}, in pieces: what the
 * chain has of one depth of one image or, if rows are longer than a chain, of one row. Pieces are copied with their
 * padding, {@code [row, depth under the kernel, column]}, one behind the other. A table has for each position where its
 * first tap reads; the other taps read at distances that are the same for all positions.
 */
abstract sealed class ChainPieces permits ChannelsLast, PaddedPlanes {
    static final Geometry NONE = new Geometry(0, 0, 0, 1, new int[3], new int[3], new int[3], new int[3], new int[3],
            new int[3]);

    Geometry g = NONE;

    /** Distances of positions and of taps in what is copied. */
    int rowStep;

    int columnStep;
    int rowApart;
    int columnApart;

    /** Columns of a piece. */
    int wide;

    /** Rows of the pieces of a chain together, at most. */
    long mostRows;

    /**
     * Describes a convolution of which every so many-th row and column is copied.
     *
     * @param everyRow divides stride and dilation of the kernel's rows, or the stride alone if it has but one
     */
    final void describe(Geometry geometry, int everyRow, int everyColumn) {
        g = geometry;
        rowStep = g.stride[1] / everyRow;
        columnStep = g.stride[2] / everyColumn;
        rowApart = g.kernel[1] == 1 ? 1 : g.dilation[1] / everyRow;
        columnApart = g.kernel[2] == 1 ? 1 : g.dilation[2] / everyColumn;
        wide = (Math.min(g.out[2], GemmKernels.CHAIN) - 1) * columnStep + (g.kernel[2] - 1) * columnApart + 1;
        mostRows = 0;
        int terms = g.batch * g.outPlane();
        for (int k = 0; k < terms; k += GemmKernels.CHAIN) {
            mostRows = Math.max(mostRows, rowsOfChain(k, Math.min(terms, k + GemmKernels.CHAIN)));
        }
    }

    private long rowsOfChain(int from, int end) {
        long rows = 0;
        int piece;
        for (int k = from; k < end; k += piece) {
            piece = piece(k, end - k);
            rows += rows(k, piece);
        }
        return rows;
    }

    /** Terms of the piece that begins with term {@code k}, of which a chain has {@code remaining} more. */
    final int piece(int k, int remaining) {
        int plane = g.out[1] * g.out[2];
        int terms = Math.min(plane - k % plane, remaining);
        return isLong() ? Math.min(g.out[2] - k % g.out[2], terms) : terms;
    }

    /** Whether rows are longer than a chain, so that a piece has a part of one. */
    private boolean isLong() {
        return g.out[2] > GemmKernels.CHAIN;
    }

    /** Rows that are copied for a piece. */
    final int rows(int k, int piece) {
        return (k % g.out[2] + piece - 1) / g.out[2] * rowStep + (g.kernel[1] - 1) * rowApart + 1;
    }

    /** Where a piece begins in the output: its depth, row, and first column. */
    final int depth(int k) {
        return k / g.out[2] / g.out[1] % g.out[0];
    }

    final int row(int k) {
        return k / g.out[2] % g.out[1];
    }

    final int column(int k) {
        return isLong() ? k % g.out[2] : 0;
    }

    /** Where a tap reads, relative to the first one, in places that are copied. */
    final int place(int tap) {
        int w = tap % g.kernel[2];
        int h = tap / g.kernel[2] % g.kernel[1];
        int d = tap / g.kernel[2] / g.kernel[1];
        return (h * rowApart * g.kernel[0] + d) * wide + w * columnApart;
    }

    /**
     * Enters the positions of a piece.
     *
     * @param across distance between columns, and {@code down} between rows of positions
     * @param at where the first column of the first row is
     */
    final void tabulate(int k, int piece, int across, int down, int at, int[] table, int first) {
        int begin = at;
        int column = k % g.out[2] - column(k);
        for (int p = 0; p < piece; begin += down, column = 0) {
            int end = Math.min(piece, p + g.out[2] - column);
            for (int from = begin + column * across; p < end; p++, from += across) {
                table[first + p] = from;
            }
        }
    }

    /** Whole cache lines. */
    final int lines(double floats) {
        if (floats > Integer.MAX_VALUE - CacheLines.FLOATS) {
            throw new IllegalArgumentException("convolution: for the gradient of its weight, taps read from "
                    + mostRows + " x " + wide + " places in many channels at a time, which is more than an array can "
                    + "hold; a smaller stride or dilation needs less");
        }
        return Math.ceilDiv((int) floats, CacheLines.FLOATS) * CacheLines.FLOATS;
    }
}

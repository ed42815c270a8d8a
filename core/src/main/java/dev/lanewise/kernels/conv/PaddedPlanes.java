package dev.lanewise.kernels.conv;

import dev.lanewise.kernels.Kernels;
import java.util.Arrays;

/**
 * What the taps read of some channels, plane by plane; where there is no padding, that is the source itself.
 */
final class PaddedPlanes extends ChainPieces {
    /** Distances between planes that are a multiple of this would put many of them into the same places of L1. */
    private static final int ALIAS = 256;

    private int channels;
    private boolean direct;

    /** Distance between planes. */
    private int plane;

    /** Describes some channels of a convolution. */
    void describe(Geometry geometry, int channels) {
        describe(geometry, 1, 1);
        this.channels = channels;
        direct = g.inPlane() % ALIAS != 0 && isWithin();
        plane = direct ? g.inPlane() : lines((double) mostRows * g.kernel[0] * wide);
        plane += !direct && plane % ALIAS == 0 ? ALIAS / 8 : 0;
    }

    private boolean isWithin() {
        for (int axis = 0; axis < Geometry.AXES; axis++) {
            if (g.padding[axis] != 0
                    || (g.out[axis] - 1) * g.stride[axis] + (g.kernel[axis] - 1) * g.dilation[axis] >= g.in[axis]) {
                return false;
            }
        }
        return true;
    }

    boolean isDirect() {
        return direct;
    }

    /** Floats of a copy. */
    int floats() {
        return direct ? 0 : lines((double) channels * plane);
    }

    /** Enters where the rows of patches begin, channels within taps; the last one again up to {@code end}. */
    void tabulateRows(int[] table, int first, int end) {
        int at = first;
        for (int tap = 0; tap < g.taps(); tap++) {
            int place = direct ? sourcePlace(tap) : place(tap);
            for (int channel = 0; channel < channels; channel++) {
                table[at++] = place + channel * plane;
            }
        }
        for (; at < end; at++) {
            table[at] = table[at - 1];
        }
    }

    private int sourcePlace(int tap) {
        int w = tap % g.kernel[2] * g.dilation[2];
        int h = tap / g.kernel[2] % g.kernel[1] * g.dilation[1];
        int d = tap / g.kernel[2] / g.kernel[1] * g.dilation[0];
        return (d * g.in[1] + h) * g.in[2] + w;
    }

    /**
     * Copies what a piece reads, unless it is read directly, and enters its positions.
     *
     * @param k first term of the piece
     * @param xo where the first channel begins in the first image
     * @param at where to
     * @param table positions, from {@code first} on: relative to {@code origin}, or to {@code xo} if read directly
     * @return where the next piece may begin
     */
    int copy(
            Kernels kernels, int k, int piece, float[] x, int xo, ConvScratch scratch, int at, int[] table, int first,
            int origin) {
        int image = k / g.outPlane() * g.channels * g.inPlane();
        int h = row(k) * g.stride[1] - g.padding[1];
        int w = column(k) * g.stride[2] - g.padding[2];
        int depth = depth(k) * g.stride[0] - g.padding[0];
        if (direct) {
            tabulate(
                    k, piece, g.stride[2], g.stride[1] * g.in[2], image + (depth * g.in[1] + h) * g.in[2] + w, table,
                    first);
            return at;
        }
        int rows = rows(k, piece);
        for (int d = 0; d < g.kernel[0]; d++) {
            copyDepth(
                    kernels, depth + d * g.dilation[0], h, w, rows, x, xo + image, scratch.memory, at + d * wide);
        }
        int pitch = g.kernel[0] * wide;
        tabulate(k, piece, columnStep, rowStep * pitch, at - origin, table, first);
        return at + rows * pitch;
    }

    /** Copies rows of one depth of the source, with what lies outside as zeros. */
    private void copyDepth(
            Kernels kernels, int depth, int h, int w, int rows, float[] x, int xo, float[] to, int at) {
        int pitch = g.kernel[0] * wide;
        boolean outside = depth < 0 || depth >= g.in[0];
        int top = outside ? rows : Inside.first(h, 1, rows);
        int bottom = outside ? rows : Inside.last(h, 1, g.in[1], top, rows);
        int left = Inside.first(w, 1, wide);
        int right = Inside.last(w, 1, g.in[2], left, wide);
        clear(to, at, pitch, 0, top);
        clear(to, at, pitch, bottom, rows);
        int from = xo + (depth * g.in[1] + h + top) * g.in[2] + w;
        kernels.patches().copy(
                channels, bottom - top, wide, x, from, g.inPlane(), g.in[2], 1, left, right, to, at + top * pitch,
                plane, pitch);
    }

    private void clear(float[] to, int at, int pitch, int row, int end) {
        for (int channel = 0; channel < channels; channel++) {
            for (int r = row; r < end; r++) {
                int begin = at + channel * plane + r * pitch;
                Arrays.fill(to, begin, begin + wide, 0f);
            }
        }
    }
}

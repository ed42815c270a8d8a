package dev.lanewise.kernels.drivers;

import java.util.Arrays;

/**
 * Patches of planes as rows, and back. A plane has {@code h x w} elements and there are {@code down x across} patches
 * in it: element (i, j) of patch (p, q) is element {@code (p strideH + i dilationH - padH, q strideW + j dilationW -
 * padW)} of the plane, or 0 outside. In rows, the patches of a plane are {@code [kernelH, kernelW, down, across]}.
 */
public final class Unfolds {
    private final int h;
    private final int w;
    private final int down;
    private final int across;
    private final int kernelH;
    private final int kernelW;
    private int strideH = 1;
    private int strideW = 1;
    private int padH;
    private int padW;
    private int dilationH = 1;
    private int dilationW = 1;

    /** Planes and patches of these sizes, which have been checked to fit. */
    public Unfolds(int h, int w, int down, int across, int kernelH, int kernelW) {
        this.h = h;
        this.w = w;
        this.down = down;
        this.across = across;
        this.kernelH = kernelH;
        this.kernelW = kernelW;
    }

    /** How far apart patches begin. */
    public Unfolds stride(int rows, int columns) {
        strideH = rows;
        strideW = columns;
        return this;
    }

    /** How far they reach over the edges. */
    public Unfolds padding(int rows, int columns) {
        padH = rows;
        padW = columns;
        return this;
    }

    /** How far apart their elements are. */
    public Unfolds dilation(int rows, int columns) {
        dilationH = rows;
        dilationW = columns;
        return this;
    }

    /** From {@code x [planes, h, w]} to {@code y [planes, kernelH, kernelW, down, across]}. */
    public void unfold(float[] x, int xo, int planes, float[] y, int yo) {
        int patch = kernelH * kernelW;
        int count = down * across;
        Split.rows(planes * patch, count, (from, to) -> {
            for (int row = from; row < to; row++) {
                int at = row % patch;
                copyRow(x, xo + row / patch * h * w, at / kernelW, at % kernelW, y, yo + row * count);
            }
        });
    }

    /** Element (i, j) of all patches of a plane. */
    private void copyRow(float[] x, int plane, int i, int j, float[] y, int yo) {
        int first = firstInside(j);
        int end = endInside(j);
        for (int p = 0, to = yo; p < down; p++, to += across) {
            long line = (long) p * strideH + (long) i * dilationH - padH;
            if (line < 0 || line >= h) {
                Arrays.fill(y, to, to + across, 0f);
                continue;
            }
            Arrays.fill(y, to, to + first, 0f);
            int source = plane + (int) line * w + column(first, j);
            if (strideW == 1) {
                Moves.copyRun(x, source, y, to + first, end - first);
            } else {
                for (int q = first, from = source; q < end; q++, from += strideW) {
                    y[to + q] = x[from];
                }
            }
            Arrays.fill(y, to + end, to + across, 0f);
        }
    }

    /**
     * From {@code x [planes, kernelH, kernelW, down, across]} to {@code y [planes, h, w]}: each element is the sum of
     * those that {@link #unfold} copies it to, from +0 in ascending (i, j).
     */
    public void fold(float[] x, int xo, int planes, float[] y, int yo) {
        int count = down * across;
        Split.rows(planes, kernelH * kernelW * count, (from, to) -> {
            for (int plane = from; plane < to; plane++) {
                int target = yo + plane * h * w;
                Arrays.fill(y, target, target + h * w, 0f);
                int source = xo + plane * kernelH * kernelW * count;
                for (int i = 0; i < kernelH; i++) {
                    for (int j = 0; j < kernelW; j++, source += count) {
                        addRow(x, source, i, j, y, target);
                    }
                }
            }
        });
    }

    private void addRow(float[] x, int xo, int i, int j, float[] y, int plane) {
        int first = firstInside(j);
        int end = endInside(j);
        for (int p = 0, from = xo; p < down; p++, from += across) {
            long line = (long) p * strideH + (long) i * dilationH - padH;
            if (line >= 0 && line < h) {
                int target = plane + (int) line * w + column(first, j);
                for (int q = first, to = target; q < end; q++, to += strideW) {
                    y[to] += x[from + q];
                }
            }
        }
    }

    /** The column of element j of patch q, which is inside. */
    private int column(int q, int j) {
        return (int) ((long) q * strideW + (long) j * dilationW - padW);
    }

    /** The first patch of a row whose element j is not left of the plane. */
    private int firstInside(int j) {
        long before = padW - (long) j * dilationW;
        return Math.clamp(before <= 0 ? 0 : (before - 1) / strideW + 1, 0, across);
    }

    /** The first patch after that whose element j is right of the plane. */
    private int endInside(int j) {
        long inside = (long) w + padW - (long) j * dilationW;
        return Math.clamp(inside <= 0 ? 0 : (inside - 1) / strideW + 1, firstInside(j), across);
    }
}

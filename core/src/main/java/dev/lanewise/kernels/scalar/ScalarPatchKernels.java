package dev.lanewise.kernels.scalar;

import dev.lanewise.kernels.PatchKernels;
import java.util.Arrays;

/** Patches in plain Java. */
public final class ScalarPatchKernels implements PatchKernels {
    @Override
    public void copy(
            int planes, int[] table, int first, int segments, float[] x, int xo, int plane, int stride, float[] dst,
            int to, int step) {
        for (int s = first; s < first + segments * SEGMENT; s += SEGMENT) {
            segment(planes, table[s + 1], table[s + 2], x, xo, plane, stride, dst, to + table[s], step);
        }
    }

    @Override
    public void copyRows(
            int planes, int rows, int wide, float[] x, int xo, int plane, int pitch, int stride, int first, int last,
            float[] dst, int to, int ofPlane, int ofRow) {
        for (int c = 0; c < planes; c++) {
            rows(
                    rows, wide, x, xo + c * plane, pitch, stride, first, last, dst, to + c * ofPlane, ofRow);
        }
    }

    /** Rows of one plane. */
    public static void rows(
            int rows, int wide, float[] x, int xo, int pitch, int stride, int first, int last, float[] dst, int to,
            int ofRow) {
        for (int row = 0; row < rows; row++) {
            int at = to + row * ofRow;
            int from = xo + row * pitch;
            Arrays.fill(dst, at, at + first, 0f);
            if (stride == 1) {
                System.arraycopy(x, from + first, dst, at + first, last - first);
            } else {
                for (int j = first; j < last; j++) {
                    dst[at + j] = x[from + j * stride];
                }
            }
            Arrays.fill(dst, at + last, at + wide, 0f);
        }
    }

    /** One segment of all planes. */
    public static void segment(
            int planes, int length, int from, float[] x, int xo, int plane, int stride, float[] dst, int to,
            int step) {
        for (int c = 0; c < planes; c++) {
            int at = to + c * step;
            int source = xo + c * plane + from;
            if (from == PADDING) {
                Arrays.fill(dst, at, at + length, 0f);
            } else if (stride == 1) {
                System.arraycopy(x, source, dst, at, length);
            } else {
                for (int i = 0; i < length; i++) {
                    dst[at + i] = x[source + i * stride];
                }
            }
        }
    }
}

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

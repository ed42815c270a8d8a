package dev.lanewise.kernels.scalar;

import dev.lanewise.kernels.PatchKernels;
import java.util.Arrays;

/** Patches in plain Java. */
public final class ScalarPatchKernels implements PatchKernels {
    @Override
    public void copy(
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
            if (stride == 1 && first < last) { // where nothing is read, its place may lie outside of x
                System.arraycopy(x, from + first, dst, at + first, last - first);
            } else {
                for (int j = first; j < last; j++) {
                    dst[at + j] = x[from + j * stride];
                }
            }
            Arrays.fill(dst, at + last, at + wide, 0f);
        }
    }
}

package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import dev.lanewise.kernels.PatchKernels;
import dev.lanewise.kernels.scalar.ScalarPatchKernels;

/** Patches on vectors, plane by plane; strides above 2 and what is too short or too near the end, one by one. */
public final class SimdPatchKernels implements PatchKernels {
    @Override
    public void copy(
            int planes, int rows, int wide, float[] x, int xo, int plane, int pitch, int stride, int first, int last,
            float[] dst, int to, int ofPlane, int ofRow) {
        for (int c = 0; c < planes; c++) {
            int from = xo + c * plane;
            int at = to + c * ofPlane;
            if (stride == 1 && wide >= LENGTH) {
                SimdPatchRows.adjacent(rows, wide, x, from, pitch, first, last, dst, at, ofRow);
            } else if (stride == 1) {
                SimdPatchRows.narrow(rows, wide, x, from, pitch, first, last, dst, at, ofRow);
            } else if (stride == 2 && wide >= LENGTH && from >= 0
                    && from + (rows - 1) * pitch + 2 * wide <= x.length) {
                SimdPatchRows.everySecond(rows, wide, x, from, pitch, first, last, dst, at, ofRow);
            } else {
                ScalarPatchKernels.rows(rows, wide, x, from, pitch, stride, first, last, dst, at, ofRow);
            }
        }
    }
}

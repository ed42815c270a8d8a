package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import dev.lanewise.kernels.PatchKernels;
import dev.lanewise.kernels.scalar.ScalarPatchKernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Patches on vectors: for each vector of a segment all planes in turn, so that a mask is made once for all of them. */
public final class SimdPatchKernels implements PatchKernels {
    @Override
    public void copy(
            int planes, int[] table, int first, int segments, float[] x, int xo, int plane, int stride, float[] dst,
            int to, int step) {
        for (int s = first; s < first + segments * SEGMENT; s += SEGMENT) {
            int at = to + table[s];
            int length = table[s + 1];
            int from = table[s + 2];
            if (from == PADDING) {
                clear(planes, length, dst, at, step);
            } else if (stride == 1) {
                adjacent(planes, length, x, xo + from, plane, dst, at, step);
            } else {
                ScalarPatchKernels.segment(planes, length, from, x, xo, plane, stride, dst, at, step);
            }
        }
    }

    @Override
    public void copyRows(
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

    private static void clear(int planes, int length, float[] dst, int to, int step) {
        FloatVector zero = FloatVector.zero(F);
        for (int i = 0; i < length; i += LENGTH) {
            VectorMask<Float> rest = F.indexInRange(i, length);
            for (int c = 0; c < planes; c++) {
                zero.intoArray(dst, to + c * step + i, rest);
            }
        }
    }

    private static void adjacent(
            int planes, int length, float[] x, int xo, int plane, float[] dst, int to, int step) {
        int i = 0;
        for (; i <= length - 2 * LENGTH; i += 2 * LENGTH) {
            for (int c = 0; c < planes; c++) {
                int from = xo + c * plane + i;
                int at = to + c * step + i;
                FloatVector.fromArray(F, x, from).intoArray(dst, at);
                FloatVector.fromArray(F, x, from + LENGTH).intoArray(dst, at + LENGTH);
            }
        }
        if (i <= length - LENGTH) {
            for (int c = 0; c < planes; c++) {
                FloatVector.fromArray(F, x, xo + c * plane + i).intoArray(dst, to + c * step + i);
            }
            i += LENGTH;
        }
        if (i < length) {
            VectorMask<Float> rest = F.indexInRange(i, length);
            for (int c = 0; c < planes; c++) {
                FloatVector.fromArray(F, x, xo + c * plane + i, rest).intoArray(dst, to + c * step + i, rest);
            }
        }
    }
}

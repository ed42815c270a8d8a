package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;

/** Rows of patches on vectors: a column of vectors at a time, as all its rows have the same mask. */
final class SimdPatchRows {
    /** Every second lane of one vector, and of two behind each other. */
    private static final VectorShuffle<Float> EVEN = VectorShuffle.fromOp(F, lane -> 2 * lane % LENGTH);

    private static final VectorMask<Float> UPPER = F.indexInRange(0, LENGTH / 2).not();

    private SimdPatchRows() {}

    /** Rows of one plane, of which a vector or more is written; contract as for all planes, with stride 1. */
    static void adjacent(
            int rows, int wide, float[] x, int xo, int pitch, int first, int last, float[] dst, int to, int ofRow) {
        for (int j = 0; j < wide; j += LENGTH) {
            int i = Math.min(j, wide - LENGTH);
            if (first <= i && i + LENGTH <= last) {
                for (int row = 0; row < rows; row++) {
                    FloatVector.fromArray(F, x, xo + row * pitch + i).intoArray(dst, to + row * ofRow + i);
                }
            } else {
                VectorMask<Float> inside = inside(i, first, last);
                for (int row = 0; row < rows; row++) {
                    FloatVector.fromArray(F, x, xo + row * pitch + i, inside).intoArray(dst, to + row * ofRow + i);
                }
            }
        }
    }

    /** The same for less than a vector. */
    static void narrow(
            int rows, int wide, float[] x, int xo, int pitch, int first, int last, float[] dst, int to, int ofRow) {
        VectorMask<Float> inside = inside(0, first, last);
        VectorMask<Float> written = F.indexInRange(0, wide);
        for (int row = 0; row < rows; row++) {
            FloatVector.fromArray(F, x, xo + row * pitch, inside).intoArray(dst, to + row * ofRow, written);
        }
    }

    /** The same for every second element of a vector or more; reads one beyond the last, and some beside them. */
    static void everySecond(
            int rows, int wide, float[] x, int xo, int pitch, int first, int last, float[] dst, int to, int ofRow) {
        for (int j = 0; j < wide; j += LENGTH) {
            int i = Math.min(j, wide - LENGTH);
            VectorMask<Float> outside = inside(i, first, last).not();
            for (int row = 0; row < rows; row++) {
                int from = xo + row * pitch + 2 * i;
                FloatVector lower = FloatVector.fromArray(F, x, from).rearrange(EVEN);
                FloatVector upper = FloatVector.fromArray(F, x, from + LENGTH).rearrange(EVEN);
                lower.blend(upper, UPPER).blend(0f, outside).intoArray(dst, to + row * ofRow + i);
            }
        }
    }

    /** The lanes of the vector at {@code i} that are from {@code first} on and before {@code last}. */
    private static VectorMask<Float> inside(int i, int first, int last) {
        return F.indexInRange(i, last).andNot(F.indexInRange(i, first));
    }
}

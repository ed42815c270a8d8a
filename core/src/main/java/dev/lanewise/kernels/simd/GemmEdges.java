package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Copies of blocks of a few rows or columns, a vector or two at a time: what a call of arraycopy is too much for. */
final class GemmEdges {
    private GemmEdges() {}

    /** Copies {@code rows} rows of {@code cols <= 2 * LENGTH} floats. */
    static void copy(int rows, int cols, float[] src, int so, int lds, float[] dst, int to, int ldd) {
        if (cols <= LENGTH) {
            VectorMask<Float> mask = F.indexInRange(0, cols);
            for (int i = 0; i < rows; i++) {
                FloatVector.fromArray(F, src, so + i * lds, mask).intoArray(dst, to + i * ldd, mask);
            }
            return;
        }
        VectorMask<Float> mask = F.indexInRange(LENGTH, cols);
        for (int i = 0; i < rows; i++) {
            FloatVector.fromArray(F, src, so + i * lds).intoArray(dst, to + i * ldd);
            FloatVector.fromArray(F, src, so + i * lds + LENGTH, mask).intoArray(dst, to + i * ldd + LENGTH, mask);
        }
    }

    /** {@link dev.lanewise.kernels.GemmKernels#packRows}. */
    static void packRows(int cols, int width, int k, float[] src, int so, int lds, float[] dst, int to) {
        if (cols == 2 * LENGTH) {
            for (int p = 0; p < k; p++) {
                FloatVector.fromArray(F, src, so + p * lds).intoArray(dst, to + p * (2 * LENGTH));
                FloatVector.fromArray(F, src, so + p * lds + LENGTH).intoArray(dst, to + p * (2 * LENGTH) + LENGTH);
            }
        } else if (width <= LENGTH) {
            VectorMask<Float> read = F.indexInRange(0, cols);
            VectorMask<Float> written = F.indexInRange(0, width);
            for (int p = 0; p < k; p++) {
                FloatVector.fromArray(F, src, so + p * lds, read).intoArray(dst, to + p * width, written);
            }
        } else {
            VectorMask<Float> read0 = F.indexInRange(0, cols);
            VectorMask<Float> read1 = F.indexInRange(LENGTH, cols);
            VectorMask<Float> written = F.indexInRange(LENGTH, width);
            for (int p = 0; p < k; p++) {
                FloatVector.fromArray(F, src, so + p * lds, read0).intoArray(dst, to + p * width);
                FloatVector.fromArray(F, src, so + p * lds + LENGTH, read1)
                        .intoArray(dst, to + p * width + LENGTH, written);
            }
        }
    }
}

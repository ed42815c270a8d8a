package dev.lanewise.kernels.simd;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Copies of blocks of a few rows or columns, a vector or two at a time: what a call of arraycopy is too much for. */
final class GemmEdges {
    /** Columns of a panel of B. */
    private static final int NR = 2 * LENGTH;

    private GemmEdges() {}

    /** Copies {@code rows} rows of {@code cols <= NR} floats. */
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
        if (cols == NR) {
            for (int p = 0; p < k; p++) {
                FloatVector.fromArray(F, src, so + p * lds).intoArray(dst, to + p * NR);
                FloatVector.fromArray(F, src, so + p * lds + LENGTH).intoArray(dst, to + p * NR + LENGTH);
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

    /** {@link dev.lanewise.kernels.GemmKernels#packRowPanels}, four panels at a time: long pieces of each row. */
    static void packRowPanels(int panels, int k, float[] src, int so, int lds, float[] dst, int to) {
        int panel = 0;
        for (; panel + 4 <= panels; panel += 4) {
            fourPanels(k, src, so + panel * NR, lds, dst, to + panel * NR * k);
        }
        for (; panel < panels; panel++) {
            packRows(NR, NR, k, src, so + panel * NR, lds, dst, to + panel * NR * k);
        }
    }

    private static void fourPanels(int k, float[] src, int so, int lds, float[] dst, int to) {
        int to1 = to + NR * k;
        int to2 = to1 + NR * k;
        int to3 = to2 + NR * k;
        for (int p = 0; p < k; p++) {
            int row = so + p * lds;
            FloatVector.fromArray(F, src, row).intoArray(dst, to + p * NR);
            FloatVector.fromArray(F, src, row + LENGTH).intoArray(dst, to + p * NR + LENGTH);
            FloatVector.fromArray(F, src, row + NR).intoArray(dst, to1 + p * NR);
            FloatVector.fromArray(F, src, row + NR + LENGTH).intoArray(dst, to1 + p * NR + LENGTH);
            FloatVector.fromArray(F, src, row + 2 * NR).intoArray(dst, to2 + p * NR);
            FloatVector.fromArray(F, src, row + 2 * NR + LENGTH).intoArray(dst, to2 + p * NR + LENGTH);
            FloatVector.fromArray(F, src, row + 3 * NR).intoArray(dst, to3 + p * NR);
            FloatVector.fromArray(F, src, row + 3 * NR + LENGTH).intoArray(dst, to3 + p * NR + LENGTH);
        }
    }
}

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
        for (int j = 0; j < width; j += LENGTH) {
            vectors(Math.max(0, cols - j), width - j, width, k, src, so + Math.min(j, cols - 1), lds, dst, to + j);
        }
    }

    /** One vector of each row: {@code cols} floats, zeros up to {@code lanes}, both cut to a vector's length. */
    private static void vectors(
            int cols, int lanes, int width, int k, float[] src, int so, int lds, float[] dst, int to) {
        VectorMask<Float> read = F.indexInRange(0, cols);
        VectorMask<Float> written = F.indexInRange(0, lanes);
        for (int p = 0; p < k; p++) {
            FloatVector.fromArray(F, src, so + p * lds, read).intoArray(dst, to + p * width, written);
        }
    }

    /** {@link dev.lanewise.kernels.GemmKernels#packRowPanels}: rows at full length, which the prefetcher likes. */
    static void packRowPanels(int panels, int k, float[] src, int so, int lds, float[] dst, int to) {
        for (int p = 0; p < k; p++) {
            row(panels, src, so + p * lds, dst, to + p * NR, NR * k);
        }
    }

    /** One row. A method of its own is compiled after far fewer rows than a loop around it would be. */
    private static void row(int panels, float[] src, int so, float[] dst, int to, int panel) {
        for (int j = 0; j < panels; j++) {
            FloatVector.fromArray(F, src, so + j * NR).intoArray(dst, to + j * panel);
            FloatVector.fromArray(F, src, so + j * NR + LENGTH).intoArray(dst, to + j * panel + LENGTH);
        }
    }
}

package dev.lanewise.kernels.simd.gemm;

import static dev.lanewise.kernels.simd.Lanes.F;
import static dev.lanewise.kernels.simd.Lanes.LENGTH;

import dev.lanewise.kernels.scalar.ScalarChains;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;

/** Moves and sums of blocks of a few rows or columns, a vector or two at a time, for which arraycopy is too heavy. */
final class GemmEdges {
    private GemmEdges() {}

    /** Stores a tile's {@code rows} rows of {@code cols} floats in C, or adds them to C. */
    static void store(int rows, int cols, float[] tile, int ld, float[] c, int co, int ldc, boolean add) {
        int j = 0;
        for (; j <= cols - LENGTH; j += LENGTH) {
            for (int i = 0; i < rows; i++) {
                FloatVector v = FloatVector.fromArray(F, tile, i * ld + j);
                int to = co + i * ldc + j;
                (add ? FloatVector.fromArray(F, c, to).add(v) : v).intoArray(c, to);
            }
        }
        if (j < cols) {
            VectorMask<Float> mask = F.indexInRange(j, cols);
            for (int i = 0; i < rows; i++) {
                FloatVector v = FloatVector.fromArray(F, tile, i * ld + j, mask);
                int to = co + i * ldc + j;
                (add ? FloatVector.fromArray(F, c, to, mask).add(v) : v).intoArray(c, to, mask);
            }
        }
    }

    /** {@link dev.lanewise.kernels.GemmKernels#addUp}. */
    static void addUp(
            int count, int stride, int rows, int cols, float[] sums, int so, float[] c, int co, int ldc, boolean add) {
        int whole = cols - cols % LENGTH;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < whole; j += LENGTH) {
                int at = so + i * cols + j;
                int to = co + i * ldc + j;
                FloatVector sum = FloatVector.fromArray(F, sums, at);
                if (add) {
                    sum = FloatVector.fromArray(F, c, to).add(sum);
                }
                for (int q = 1; q < count; q++) {
                    sum = sum.add(FloatVector.fromArray(F, sums, at + q * stride));
                }
                sum.intoArray(c, to);
            }
        }
        ScalarChains.addUp(count, stride, rows, cols, whole, sums, so, c, co, ldc, add);
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

    /** {@link dev.lanewise.kernels.GemmKernels#packRowPanels}: rows at full length, which suits the prefetcher. */
    static void packRowPanels(int panels, int width, int k, float[] src, int so, int lds, float[] dst, int to) {
        if (width == 4 * LENGTH) {
            for (int p = 0; p < k; p++) {
                fours(panels, src, so + p * lds, dst, to + p * width, width * k);
            }
        } else if (width == 2 * LENGTH) {
            for (int p = 0; p < k; p++) {
                twos(panels, src, so + p * lds, dst, to + p * width, width * k);
            }
        } else {
            for (int j = 0; j < panels; j++) {
                packRows(width, width, k, src, so + j * width, lds, dst, to + j * width * k);
            }
        }
    }

    /** One row, four vectors to a panel. A method of its own is compiled after far fewer rows than a loop around it. */
    private static void fours(int panels, float[] src, int so, float[] dst, int to, int panel) {
        for (int j = 0; j < panels; j++) {
            int s = so + j * 4 * LENGTH;
            int d = to + j * panel;
            FloatVector.fromArray(F, src, s).intoArray(dst, d);
            FloatVector.fromArray(F, src, s + LENGTH).intoArray(dst, d + LENGTH);
            FloatVector.fromArray(F, src, s + 2 * LENGTH).intoArray(dst, d + 2 * LENGTH);
            FloatVector.fromArray(F, src, s + 3 * LENGTH).intoArray(dst, d + 3 * LENGTH);
        }
    }

    /** One row, two vectors to a panel. */
    private static void twos(int panels, float[] src, int so, float[] dst, int to, int panel) {
        for (int j = 0; j < panels; j++) {
            int s = so + j * 2 * LENGTH;
            FloatVector.fromArray(F, src, s).intoArray(dst, to + j * panel);
            FloatVector.fromArray(F, src, s + LENGTH).intoArray(dst, to + j * panel + LENGTH);
        }
    }
}

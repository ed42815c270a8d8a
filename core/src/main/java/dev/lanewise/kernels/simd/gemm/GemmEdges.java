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
}

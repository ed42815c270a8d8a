package dev.lanewise.kernels.scalar;

import dev.lanewise.kernels.GemmKernels;

/** Packing and transposing in plain Java: used without vectors, and for the edges that vectors leave. */
public final class ScalarPacking {
    private ScalarPacking() {}

    /** The portable {@link GemmKernels#packRows}. */
    public static void packRows(int cols, int width, int k, float[] src, int so, int lds, float[] dst, int to) {
        for (int p = 0; p < k; p++) {
            int s = so + p * lds;
            int d = to + p * width;
            System.arraycopy(src, s, dst, d, cols);
            for (int j = cols; j < width; j++) {
                dst[d + j] = 0f;
            }
        }
    }

    /**
     * The portable {@link GemmKernels#packTransposed}, for lanes {@code 0 <= i < lanes} of a panel that is
     * {@code width} wide. Four rows at a time, so that stores come in fours.
     */
    public static void packTransposed(
            int rows, int lanes, int width, int k, float[] src, int so, int lds, float[] dst, int to) {
        int i = 0;
        for (; i + 4 <= rows; i += 4) {
            int r0 = so + i * lds;
            int r1 = r0 + lds;
            int r2 = r1 + lds;
            int r3 = r2 + lds;
            for (int p = 0; p < k; p++) {
                int d = to + i + p * width;
                dst[d] = src[r0 + p];
                dst[d + 1] = src[r1 + p];
                dst[d + 2] = src[r2 + p];
                dst[d + 3] = src[r3 + p];
            }
        }
        for (; i < rows; i++) {
            int r = so + i * lds;
            for (int p = 0; p < k; p++) {
                dst[to + i + p * width] = src[r + p];
            }
        }
        for (; i < lanes; i++) {
            for (int p = 0; p < k; p++) {
                dst[to + i + p * width] = 0f;
            }
        }
    }
}

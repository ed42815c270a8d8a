package dev.lanewise.kernels;

/**
 * The leaves of matrix multiplication: packing of panels and the register-tiled micro-kernel. {@link Gemm} holds the
 * outer loops. Every element of the result is one chain of fused multiply-adds in ascending k, starting from +0 (or
 * from the value already in C when accumulating), resumed from C at each block of K.
 */
public interface GemmKernels {
    /** The tile and block sizes this implementation wants. */
    GemmBlocks blocks();

    /**
     * One tile: {@code C[i, j] = fma(a[p, i], b[p, j], ...)} over p ascending, for {@code mr x nr} elements from a packed
     * panel of A ({@code k x mr}, p-major) and one of B ({@code k x nr}). With {@code resume} the chains start from C,
     * else from +0. Reads and writes the whole tile.
     */
    void tile(int k, float[] a, int ao, float[] b, int bo, float[] c, int co, int ldc, boolean resume);
}

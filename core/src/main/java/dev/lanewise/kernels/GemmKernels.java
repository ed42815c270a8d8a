package dev.lanewise.kernels;

import org.jspecify.annotations.Nullable;

/**
 * The leaves of matrix multiplication: the register-tiled micro-kernel, packing and transposing, and products with one
 * row or one column. {@link Gemm} holds the outer loops, {@link GemmPacking} the layout of the panels. Every element of
 * the result is one chain of fused multiply-adds in ascending k, starting from +0 (or from the value already in C when
 * accumulating), resumed from C at each block of K. Implementations neither fork nor allocate.
 */
public interface GemmKernels {
    /** Floats behind a panel that {@link #packTransposed} may overwrite. */
    int SPILL = 16;

    /** The tile and block sizes this implementation wants. */
    GemmBlocks blocks();

    /** The leaves that read A where it lies; null where packing A always pays. */
    @Nullable
    GemmRowKernels rowKernels();

    /**
     * Rows of the next tile where so many remain: at most {@code mr}, and fewer where that leaves no low tile, which is
     * a slow one, for the end.
     */
    int rows(int remaining);

    /** Height of the tile that serves {@code 1 <= rows <= mr} rows: at least {@code rows}, at most {@code mr}. */
    int height(int rows);

    /**
     * Width of the packed panel that serves {@code 1 <= cols <= nr} columns: at least {@code cols}, at most {@code nr}.
     */
    int width(int cols);

    /**
     * One tile: {@code c[co + i * ldc + j] = fma(A[i, p], B[p, j], ...)} over {@code 0 <= p < k} ascending, for
     * {@code i < rows <= mr} and {@code j < cols <= nr}. With {@code resume} the chains start from C, else from +0.
     *
     * @param a packed panel: {@code A[i, p] = a[ao + p * h + i]} for {@code i < h = height(rows)}; rows past
     *     {@code rows} are padding
     * @param b rows of which {@code nr} values can be read, {@code B[p, j] = b[bo + p * ldb + j]}; columns past
     *     {@code cols} are padding
     * @param ldb {@code width(cols)} for a packed panel; anything if {@code rows <= mrInPlace} and {@code cols == nr}
     * @param c nothing outside the {@code rows x cols} elements is read or written; shares no storage with the others
     * @param work at least {@code blocks().work()} floats to scribble on
     */
    void tile(
            int rows, int cols, int k, float[] a, int ao, float[] b, int bo, int ldb,
            float[] c, int co, int ldc, boolean resume, float[] work);

    /**
     * Packs rows as columns: {@code dst[to + p * width + i] = src[so + i * lds + p]} for {@code i < rows}, and numbers
     * of no use for {@code rows <= i < width}, {@code 0 <= p < k}; {@code 1 <= rows <= width}, and a width over 16 is a
     * multiple of it. The {@link #SPILL} floats behind the panel may be overwritten.
     */
    void packTransposed(int rows, int width, int k, float[] src, int so, int lds, float[] dst, int to);

    /**
     * Packs columns as they lie: {@code dst[to + p * width + j] = src[so + p * lds + j]} for {@code j < cols} and 0 for
     * {@code cols <= j < width}, {@code 0 <= p < k}; {@code 1 <= cols <= width}, which is a tile's height or a panel's
     * width.
     */
    void packRows(int cols, int width, int k, float[] src, int so, int lds, float[] dst, int to);

    /**
     * {@link #packRows} for {@code panels} panels of {@code width} columns, whole vectors, that lie side by side in the
     * source, into as many panels one after the other.
     */
    void packRowPanels(int panels, int width, int k, float[] src, int so, int lds, float[] dst, int to);

    /**
     * Transposes a matrix: {@code dst[to + p * ldd + i] = src[so + i * lds + p]}, {@code i < rows}, {@code p < cols}.
     */
    default void transpose(int rows, int cols, float[] src, int so, int lds, float[] dst, int to, int ldd) {
        GemmPacking.packTransposed(rows, rows, ldd, cols, src, so, lds, dst, to);
    }

    /**
     * A row times a matrix: {@code c[co + j] = fma(a[ao + p * as], b[bo + p * ldb + j], ...)} over {@code 0 <= p < k}
     * ascending, for {@code j < n}, from +0 or from what is in C.
     */
    void rowTimesMatrix(
            int n, int k, float[] a, int ao, int as, float[] b, int bo, int ldb, float[] c, int co, boolean resume);

    /**
     * Rows times a vector: {@code y[yo + i * ys] = fma(a[ao + i * lda + p], x[xo + p * xs], ...)} over
     * {@code 0 <= p < k} ascending, for {@code i < m}, from +0 or from what is in {@code y}.
     */
    void rowsTimesVector(
            int m, int k, float[] a, int ao, int lda, float[] x, int xo, int xs, float[] y, int yo, int ys,
            boolean resume);
}

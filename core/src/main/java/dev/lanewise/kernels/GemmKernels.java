package dev.lanewise.kernels;

import org.jspecify.annotations.Nullable;

/**
 * The leaves of matrix multiplication: the register-tiled micro-kernel, packing and transposing, and products with one
 * row or one column. The caller decides which part of a product is computed when and by which thread; no such choice
 * can change a bit.
 *
 * <p><b>Order of operations</b> (part of the definition of {@code C = op(A) op(B)}): k is cut into chains of
 * {@value #CHAIN}, the last of which may be shorter. A chain is fused multiply-adds in ascending p from +0,
 * {@code fma(A[i, q], B[q, j], ... fma(A[i, p + 1], B[p + 1, j], fma(A[i, p], B[p, j], +0)))}, and an element of C is
 * the sum of its chains from left to right, {@code ((chain0 + chain1) + chain2) + ...}; the first is used as is, not
 * added to 0. Tiles, blocks, packing, threads and vector width cannot change a bit of it; any NaN may stand for any
 * other. With {@code k = 0} C is +0.
 *
 * <p>Chains of this length cost nothing, lose fewer digits than one chain over all of k (the error grows with the
 * length of a chain plus their number), and let threads share a long k.
 *
 * <p>A leaf computes one whole chain of an element, so its {@code k} is at most {@link #CHAIN} unless stated otherwise.
 * Implementations neither fork nor allocate.
 */
public interface GemmKernels {
    /** Multiply-adds in a chain: a constant of the definition, not a size to be tuned. */
    int CHAIN = 512;

    /** Floats behind a panel that {@link #packTransposed} may overwrite. */
    int SPILL = 16;

    /** Floats of scratch for {@link #rowsTimesVector}. */
    int ROWS_WORK = 16;

    /** The tile and block sizes of this implementation. */
    GemmBlocks blocks();

    /** The leaves that read A in place; null if packing A always pays. */
    @Nullable
    GemmUnpackedKernels unpacked();

    /**
     * Rows of the next tile when so many remain: at most {@code mr}, and fewer if that avoids a low, slow tile at the
     * end.
     */
    int rows(int remaining);

    /** Height of the tile that serves {@code 1 <= rows <= mr} rows: at least {@code rows}, at most {@code mr}. */
    int height(int rows);

    /**
     * Width of the packed panel that serves {@code 1 <= cols <= nr} columns: at least {@code cols}, at most {@code nr}.
     */
    int width(int cols);

    /**
     * One tile: the chains {@code fma(A[i, p], B[p, j], ...)} over {@code 0 <= p < k} ascending, from +0, for
     * {@code i < rows <= mr} and {@code j < cols <= nr}. Each is stored in {@code c[co + i * ldc + j]}, or with
     * {@code add} added to what is there.
     *
     * @param a packed panel: {@code A[i, p] = a[ao + p * h + i]} for {@code i < h = height(rows)}; rows past
     *     {@code rows} are padding
     * @param b rows of which {@code nr} values can be read, {@code B[p, j] = b[bo + p * ldb + j]}; columns past
     *     {@code cols} are padding
     * @param ldb {@code width(cols)} for a packed panel; anything if {@code rows <= mrInPlace}
     * @param c nothing outside the {@code rows x cols} elements is read or written; shares no storage with the others
     * @param work scratch of at least {@code blocks().work()} floats
     */
    void tile(
            int rows, int cols, int k, float[] a, int ao, float[] b, int bo, int ldb,
            float[] c, int co, int ldc, boolean add, float[] work);

    /**
     * Adds up sums of chains: {@code c[co + i * ldc + j] = s0 + s1 + ...} from left to right, with {@code sq = sums[so
     * + q * stride + i * cols + j]} and {@code 0 <= q < count}, for {@code i < rows} and {@code j < cols}. With
     * {@code add} the value in C comes first.
     */
    void addUp(
            int count, int stride, int rows, int cols, float[] sums, int so, float[] c, int co, int ldc, boolean add);

    /**
     * Packs rows as columns: {@code dst[to + p * width + i] = src[so + i * lds + p]} for {@code i < rows}, and
     * arbitrary numbers for {@code rows <= i < width}, {@code 0 <= p < k}; {@code 1 <= rows <= width}, and a width over
     * 16 is a multiple of it. The {@link #SPILL} floats behind the panel may be overwritten.
     */
    void packTransposed(int rows, int width, int k, float[] src, int so, int lds, float[] dst, int to);

    /**
     * Packs columns as they are stored: {@code dst[to + p * width + j] = src[so + p * lds + j]} for {@code j < cols}
     * and 0 for {@code cols <= j < width}, {@code 0 <= p < k}; {@code 1 <= cols <= width}, which is a tile's height or
     * a panel's width.
     */
    void packRows(int cols, int width, int k, float[] src, int so, int lds, float[] dst, int to);

    /**
     * {@link #packRows} for {@code panels} whole panels, of a tile's height or a panel's width, side by side in the
     * source, into as many consecutive panels. Rows of the source do not overlap: {@code width <= lds}.
     */
    void packRowPanels(int panels, int width, int k, float[] src, int so, int lds, float[] dst, int to);

    /**
     * Transposes a matrix: {@code dst[to + p * ldd + i] = src[so + i * lds + p]}, {@code i < rows}, {@code p < cols}.
     */
    void transpose(int rows, int cols, float[] src, int so, int lds, float[] dst, int to, int ldd);

    /**
     * A row times a matrix, over all chains: {@code c[co + j]} is the product of {@code a[ao + p * as]} and {@code b[bo
     * + p * ldb + j]} over {@code 0 <= p < k}, for {@code j < n}. Here k may be of any length.
     */
    void rowTimesMatrix(int n, int k, float[] a, int ao, int as, float[] b, int bo, int ldb, float[] c, int co);

    /**
     * Many rows, each times a matrix of its own, one chain each: {@code c[co + i * n + j] = fma(a[ao + i * ai + p *
     * as], b[bo + i * bi + p * ldb + j], ...)} over {@code 0 <= p < k} ascending, from +0, for {@code i < count} and
     * {@code j < n}.
     */
    void rowsTimesMatrices(
            int count, int n, int k, float[] a, int ao, int ai, int as, float[] b, int bo, int bi, int ldb,
            float[] c, int co);

    /**
     * Rows times a vector, over all chains: {@code y[yo + i * ys]} is the product of {@code a[ao + i * lda + p]} and
     * {@code x[xo + p * xs]} over {@code 0 <= p < k}, for {@code i < m}. Here k may be of any length.
     *
     * @param work scratch of {@link #ROWS_WORK} floats, needed if k is longer than a chain
     */
    void rowsTimesVector(
            int m, int k, float[] a, int ao, int lda, float[] x, int xo, int xs, float[] y, int yo, int ys,
            float[] work);

    /**
     * Rows times vectors, each times one of its own, one chain each: {@code y[yo + i * ys] = fma(a[ao + i * lda + p],
     * x[xo + i * ldx + p * xs], ...)} over {@code 0 <= p < k} ascending, from +0, for {@code i < m}.
     */
    void rowsTimesVectors(
            int m, int k, float[] a, int ao, int lda, float[] x, int xo, int ldx, int xs, float[] y, int yo, int ys);
}

package dev.lanewise.kernels;

/**
 * The leaves of products that read A in place, row by row. A tile of few rows needs few addresses, which fit the
 * general registers, and makes up for it with more columns: so B is packed into wider panels than those of
 * {@link GemmKernels#tile}, and A is not packed at all. The tiles are some 5 % slower, but packing A costs more the
 * fewer columns share it.
 */
public interface GemmUnpackedKernels {
    /** Columns of C up to which leaving A unpacked pays. */
    int mostColumns();

    /**
     * Width of the next panel for so many rows of C when so many columns remain: whole vectors.
     *
     * @param packed whether panels are packed, or read in place
     */
    int width(int rows, int remaining, boolean packed);

    /** Rows of the tallest tile on panels of a width. */
    int height(int width);

    /**
     * Rows of the next tile when so many remain: two of four rows rather than one of six and a low one, which takes as
     * long as four.
     */
    default int height(int width, int remaining) {
        int most = height(width);
        return most == 6 && (remaining == 7 || remaining == 8) ? 4 : Math.min(most, remaining);
    }

    /** Scratch that a tile needs, in floats. */
    int work();

    /**
     * One tile: the chains {@code fma(A[i, p], B[p, j], ...)} over {@code 0 <= p < k} ascending, from +0, for
     * {@code i < rows <= height(width)} and {@code j < cols <= width}. Each is stored in {@code c[co + i * ldc + j]},
     * or with {@code add} added to what is there.
     *
     * @param a {@code A[i, p] = a[ao + i * lda + p]}
     * @param b rows of which {@code width} values can be read, {@code B[p, j] = b[bo + p * ldb + j]}; columns past
     *     {@code cols} are padding
     * @param ldb {@code width} for a packed panel; any distance if {@link #width} was asked for an unpacked one
     * @param c nothing outside the {@code rows x cols} elements is read or written; shares no storage with the others
     * @param work scratch of at least {@link #work} floats
     */
    void tile(
            int rows, int width, int cols, int k, float[] a, int ao, int lda, float[] b, int bo, int ldb,
            float[] c, int co, int ldc, boolean add, float[] work);
}

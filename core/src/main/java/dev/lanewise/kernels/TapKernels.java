package dev.lanewise.kernels;

/**
 * Tiles of convolutions, which read what lies under the taps where it is, through tables. The order of sums is
 * that of {@link GemmKernels}.
 */
public interface TapKernels {
    /**
     * One panel of columns: the chains {@code fma(A[i, p], b[table[p] + j], ...)} over {@code 0 <= p < k} ascending,
     * from +0, for {@code i < rows} and {@code j < cols}, with the panels, heights and sizes of
     * {@link GemmKernels#tile}. Each is stored in {@code c[co + i * ldc + j]}, or with {@code add} added to what is
     * there.
     *
     * @param cols at most {@code nr}; of each row {@code nr} values can be read
     * @param k at most {@link GemmKernels#CHAIN}
     * @param c nothing outside the {@code rows x cols} elements is read or written; shares no storage with the others
     * @param work scratch of at least {@code blocks().work()} floats
     */
    void tile(
            int rows, int cols, int k, float[] a, int ao, float[] b, int[] table, float[] c, int co, int ldc,
            boolean add, float[] work);

    /** Rows of a tile of {@link #patches}. */
    int patchRows();

    /**
     * Some rows of patches, read in place, times packed columns: the chains {@code fma(x[xo + table[rows + i] +
     * table[first + p]], b[bo + p * ldb + j], ...)} over {@code 0 <= p < k} ascending, from +0, for {@code i < count}
     * and {@code j < cols}. Each is stored in {@code c[co + i * ldc + j]}, or with {@code add} added to what is there.
     *
     * @param count at most {@link #patchRows}; the table has this many rows in any case, of which those past
     *     {@code count} are read and thrown away
     * @param cols at most {@code nr} of {@link GemmKernels#blocks}
     * @param k at most {@link GemmKernels#CHAIN}
     * @param ldb at least {@link GemmKernels#width}{@code (cols)}; columns past {@code cols} are padding, and
     *     {@code nr} floats can be read from the last row
     * @param c nothing outside the {@code count x cols} elements is read or written; shares no storage with the others
     * @param work scratch of at least {@code blocks().work()} floats
     */
    void patches(
            int count, int cols, int k, float[] x, int xo, int[] table, int rows, int first, float[] b, int bo, int ldb,
            float[] c, int co, int ldc, boolean add, float[] work);
}

package dev.lanewise.kernels;

/**
 * Tiles of convolutions, which read what lies under the taps where it is, through a table of rows. The order of sums is
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
}

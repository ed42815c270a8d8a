package dev.lanewise.kernels;

/**
 * Reductions of one contiguous run to one value, and of rows into a row.
 *
 * <p><b>Order of a run's sum</b> (part of the definition, see docs/architecture.md): element {@code i} goes to virtual
 * lane {@code i mod LANES}; each lane adds its elements in ascending order, starting from +0; then lane {@code j} adds
 * lane {@code j + LANES/2} for {@code j < LANES/2}, and so on, halving each time. Because lanes start from +0, no lane
 * is ever -0, and adding +0 where an element is missing changes nothing. Runs longer than {@link #CHUNK} are summed
 * chunk by chunk, and the chunks' sums are themselves summed as a run, so that errors do not grow with the length.
 * The order does not depend on which threads compute the chunks.
 *
 * <p>Maxima and minima are those of {@link Math#max(float, float)} and {@link Math#min(float, float)}: NaN wins, and -0
 * is smaller than +0; so the order does not matter.
 *
 * <p>Contract of every method: ranges lie inside their arrays, what is written overlaps no row of {@code x}, nothing
 * outside the ranges is read or written. Implementations neither fork nor allocate, except one float per chunk if a run
 * has more than one.
 */
public interface ReduceKernels {
    /** Virtual lanes of a run. */
    int LANES = 64;

    /** Elements of a run that are summed as one; longer runs are cut into chunks of this length. */
    int CHUNK = 16384;

    /** Sum of a run in the order above; +0 for an empty run. */
    float sum(float[] x, int xo, int n);

    /** Largest element; NaN if any is; -infinity for an empty run. */
    float max(float[] x, int xo, int n);

    /** Smallest element; NaN if any is; +infinity for an empty run. */
    float min(float[] x, int xo, int n);

    /** {@code acc[ao + j] += x[xo + i * stride + j]} for {@code 0 <= j < cols} and each row {@code i}, ascending. */
    void addRows(float[] x, int xo, int stride, int rows, int cols, float[] acc, int ao);

    /** {@code y[yo + j]} = the largest {@code x[xo + i * stride + j]} of all rows {@code i}, of which there is one. */
    void maxRows(float[] x, int xo, int stride, int rows, int cols, float[] y, int yo);

    /** As {@link #maxRows}, the smallest. */
    void minRows(float[] x, int xo, int stride, int rows, int cols, float[] y, int yo);

    /**
     * For each column the first row with the largest element, or the smallest; the first NaN if there is one: {@code
     * rows[ro + j]} for {@code 0 <= j < cols}. -0 equals +0.
     *
     * @param count the rows, at least one
     */
    void extremeRows(
            boolean smallest, float[] x, int xo, int stride, int count, int cols, int[] rows, int ro);

    /** The place {@code i} of the first {@code x[xo + i]} that equals a value, or is NaN if that is; there is one. */
    int find(float[] x, int xo, int n, float value);
}

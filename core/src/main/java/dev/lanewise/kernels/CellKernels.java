package dev.lanewise.kernels;

/**
 * Convolutions of many groups with few channels each, {@link #lanes} groups at a time: a cell holds the same element of
 * each of these groups, side by side, so that sums of different groups are lanes of one vector. Cells are made by
 * {@link GemmKernels#packTransposed}.
 *
 * <p>A leaf computes chains, or parts of them, in the order of {@link GemmKernels}. Lanes do not mix: those past the
 * last group may hold anything. Any NaN may stand for any other.
 */
public interface CellKernels {
    /** Floats of a cell: 4, 8 or 16. */
    int lanes();

    /**
     * Sums over taps, one chain for each position: with {@code at = xo + i * down + j * right}, the cell {@code y[yo +
     * i * yDown + j * yRight]} is the chain {@code fma(w[wo + t * lanes], x[at + table[first + t]], ...)} over
     * {@code 0 <= t < taps} ascending, from +0, for {@code i < rows} and {@code j < cols}.
     *
     * @param taps at most {@link GemmKernels#CHAIN}; with none the chain is +0
     * @param y shares no storage with the others
     */
    void convolve(
            int rows, int cols, int taps, float[] x, int xo, int down, int right, int[] table, int first, float[] w,
            int wo, float[] y, int yo, int yDown, int yRight);

    /**
     * Sums over positions, one for each tap: continues the chains {@code sums[so + t * lanes]} by {@code fma(g[go + (i
     * * cols + j) * lanes], x[xo + i * down + j * right + table[first + t]], ...)} over {@code i < rows} and
     * {@code j < cols} in row-major order, for {@code t < taps}.
     *
     * @param sums shares no storage with the others
     */
    void accumulate(
            int rows, int cols, int taps, float[] g, int go, float[] x, int xo, int down, int right, int[] table,
            int first, float[] sums, int so);
}

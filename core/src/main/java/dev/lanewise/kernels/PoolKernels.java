package dev.lanewise.kernels;

/**
 * Pools of planes {@code [planes, d, h, w]}: each window along the three axes gives an element of a plane of as many
 * elements as there are windows.
 *
 * <p>Contract: windows lie in their planes, ranges in their arrays, and what is written overlaps nothing else; nothing
 * outside the ranges is read or written. Implementations neither fork nor allocate.
 */
public interface PoolKernels {
    /**
     * The largest element of each window, and its place in its plane: the first one of several in row-major order, but
     * the last NaN if there is one.
     *
     * @param scratch of {@link PoolAxis#scratch} of w floats
     */
    void max(
            float[] x, int xo, int planes, PoolAxis d, PoolAxis h, PoolAxis w, float[] y, int yo, int[] at, int ao,
            float[] scratch);

    /**
     * The sum of each window, divided by {@code divisor}, or if that is 0 by the product of the windows' counts,
     * multiplied as floats in the order of the axes. First each column of the window is added up from its first element
     * on, through the rows of the first slice, then of the second, and so on; then the columns from left to right.
     *
     * @param scratch of {@link PoolAxis#scratch} of w floats
     */
    void average(
            float[] x, int xo, int planes, PoolAxis d, PoolAxis h, PoolAxis w, float divisor, float[] y, int yo,
            float[] scratch);

    /**
     * For each element of the planes the sum of {@code g / divisor} (or count, as in {@link #average}) over the windows
     * that it lies in: those of each row of windows added to +0 from left to right, then the rows' sums added to +0 in
     * order.
     *
     * @param scratch of {@link PoolAxis#scratch} of w floats
     */
    void averageGradient(
            float[] g, int go, int planes, PoolAxis d, PoolAxis h, PoolAxis w, float divisor, float[] y, int yo,
            float[] scratch);

    /**
     * Planes of {@code d x h x w} elements, each the sum of those of the {@code count} elements of its plane of x whose
     * {@code at} is its place, added to +0 in order.
     *
     * @param at places in the planes, which have been checked
     */
    void scatter(
            float[] x, int xo, int[] at, int ao, int planes, int count, int d, int h, int w, float[] y, int yo);
}

package dev.lanewise.kernels;

/**
 * Pools of planes {@code [planes, d, h, w]}: each window along the three axes gives an element of a plane of as many
 * elements as there are windows. A window's elements are taken in row-major order.
 *
 * <p>Contract: windows lie in their planes, ranges in their arrays, and what is written overlaps nothing else; nothing
 * outside the ranges is read or written. Implementations neither fork nor allocate.
 */
public interface PoolKernels {
    /**
     * The largest element of each window, and its place in its plane: the first one of several, but the last NaN if
     * there is one.
     */
    void max(
            float[] x, int xo, int planes, PoolAxis d, PoolAxis h, PoolAxis w, float[] y, int yo, int[] at, int ao);

    /**
     * The sum of each window, added in order from its first element on, divided by {@code divisor}, or if that is 0 by
     * the product of the windows' counts, multiplied as floats in the order of the axes.
     */
    void average(
            float[] x, int xo, int planes, PoolAxis d, PoolAxis h, PoolAxis w, float divisor, float[] y, int yo);

    /**
     * For each element of the planes the sum of {@code g / divisor} (or count, as in {@link #average}) over the windows
     * that it lies in, added to +0 in the order of the windows.
     */
    void averageGradient(
            float[] g, int go, int planes, PoolAxis d, PoolAxis h, PoolAxis w, float divisor, float[] y, int yo);

    /**
     * Planes of {@code d x h x w} elements, each the sum of those of the {@code count} elements of its plane of x whose
     * {@code at} is its place, added to +0 in order.
     *
     * @param at places in the planes, which have been checked
     */
    void scatter(
            float[] x, int xo, int[] at, int ao, int planes, int count, int d, int h, int w, float[] y, int yo);
}

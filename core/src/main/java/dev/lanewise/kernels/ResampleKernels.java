package dev.lanewise.kernels;

/**
 * Sums of a few elements each, with weights: sparse linear maps along an axis, by which planes are resampled.
 *
 * <p>A map is its rows: row k consists of the entries {@code start[k] .. start[k + 1] - 1}, and entry e stands for
 * {@code weight[e]} times element {@code index[e]}. Definition of a sum: the first product rounded, and each further
 * entry by {@code fma(weight, element, sum)} in ascending e; 0 of none, and the element itself of one whose weight is
 * 1.
 *
 * <p>Contract of both methods: ranges lie inside their arrays, and y overlaps nothing else; nothing outside the ranges
 * is read or written. Implementations neither fork nor allocate.
 */
public interface ResampleKernels {
    /** {@code y[k - from, j]} = the sum of row k over {@code x[.., j]}, for rows {@code from .. to - 1} of columns. */
    void rows(
            float[] x, int xo, int cols, int[] start, int[] index, float[] weight, int from, int to,
            float[] y, int yo);

    /** {@code y[k]} = the sum of row k over {@code x}, for rows {@code 0 .. count - 1}. */
    void line(float[] x, int xo, int[] start, int[] index, float[] weight, int count, float[] y, int yo);
}

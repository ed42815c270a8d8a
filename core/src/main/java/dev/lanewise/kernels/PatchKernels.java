package dev.lanewise.kernels;

/**
 * Copies what a convolution reads, pieces of rows of many planes. Nothing is computed, so there is no order to define.
 */
public interface PatchKernels {
    /** Ints of a segment in a table: where it begins in the copy of a plane, its length, and where in the plane. */
    int SEGMENT = 3;

    /** In place of a beginning in a plane: the segment lies in the padding. */
    int PADDING = -1;

    /**
     * Copies the segments of each plane {@code c < planes}: with {@code (at, length, from)} in the table,
     * {@code dst[to + c * step + at + i] = x[xo + c * plane + from + i * stride]} for {@code i < length}, or +0 if from
     * is {@link #PADDING}.
     *
     * @param table {@code segments} segments from index {@code first} on
     * @param dst nothing but the segments' elements is written; shares none of these with x
     */
    void copy(
            int planes, int[] table, int first, int segments, float[] x, int xo, int plane, int stride, float[] dst,
            int to, int step);

    /**
     * Copies rows of each plane {@code c < planes}: for {@code r < rows} and {@code j < wide},
     * {@code dst[to + c * ofPlane + r * ofRow + j] = x[xo + c * plane + r * pitch + j * stride]} if
     * {@code first <= j < last}, else +0.
     *
     * @param xo may lie outside of x, where no element is copied
     * @param dst nothing but these elements is written; shares none of them with x
     */
    void copyRows(
            int planes, int rows, int wide, float[] x, int xo, int plane, int pitch, int stride, int first, int last,
            float[] dst, int to, int ofPlane, int ofRow);
}

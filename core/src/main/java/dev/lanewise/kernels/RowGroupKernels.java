package dev.lanewise.kernels;

/**
 * Sums and maxima of groups of rows that are named by index: embeddings, bags of them, and their gradients.
 *
 * <p>Entry k names row {@code rows[k]} of x, which begins at {@code xo + rows[k] * stride}; group g has the entries
 * from {@code starts[g]} on and before {@code starts[g + 1]}, and row g of y begins at {@code yo + g * stride}. Of each
 * row the first {@code cols} elements take part.
 *
 * <p><b>Order of a group's sum</b> (part of the definition): its entries in ascending order, in chains of {@link
 * GemmKernels#CHAIN} as in a matrix product (which it is, with a one-hot matrix, without its zeros): each chain is
 * summed from +0, and the chains are added from left to right. A group without entries gives +0.
 *
 * <p>Contract of every method: groups {@code from .. to - 1} are computed; ranges and rows lie inside their arrays,
 * what is written overlaps nothing that is read, nothing outside the ranges is read or written. Implementations neither
 * fork nor allocate.
 */
public interface RowGroupKernels {
    /** {@code y[g, j]} = the sum of {@code x[rows[k], j]} over the entries k of group g. */
    void sum(
            float[] x, int xo, int stride, int[] rows, int[] starts, int from, int to, int cols, float[] y, int yo);

    /** The same of {@code factors[fo + k] * x[rows[k], j]}, by fused multiply-adds. */
    void weightedSum(
            float[] x, int xo, int stride, int[] rows, float[] factors, int fo, int[] starts, int from, int to,
            int cols, float[] y, int yo);

    /**
     * {@code y[g, j]} = the first largest {@code x[rows[k], j]} of group g, the first NaN if there is one, and {@code
     * places[po + g * stride + j]} the row that it is in. -0 equals +0. A group without entries gives +0 and the place
     * {@code none}.
     */
    void max(
            float[] x, int xo, int stride, int[] rows, int[] starts, int from, int to, int cols, float[] y, int yo,
            int[] places, int po, int none);
}

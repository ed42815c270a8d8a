package dev.lanewise.kernels;

/**
 * Copies what a convolution reads, pieces of rows of many planes. Nothing is computed, so there is no order to define.
 */
public interface PatchKernels {
    /**
     * Copies rows of each plane {@code c < planes}: for {@code r < rows} and {@code j < wide},
     * {@code dst[to + c * ofPlane + r * ofRow + j] = x[xo + c * plane + r * pitch + j * stride]} if
     * {@code first <= j < last}, else +0.
     *
     * @param xo may lie outside of x, where no element is copied
     * @param dst nothing but these elements is written; shares none of them with x
     */
    void copy(
            int planes, int rows, int wide, float[] x, int xo, int plane, int pitch, int stride, int first, int last,
            float[] dst, int to, int ofPlane, int ofRow);
}

package dev.lanewise.kernels;

/**
 * Softmax over the rows of a row-major {@code [rows, cols]} block, {@code cols >= 1}.
 *
 * <p>Definition of a row: {@code m} = {@link ReduceKernels#max}; {@code e[j] = exp(x[j] - m)} by our own exp;
 * {@code s} = sum of {@code e} in the order of {@link ReduceKernels#sum}.
 */
public interface SoftmaxKernels {
    /** {@code y[j] = e[j] / s}; {@code y} may be {@code x}. */
    void softmax(float[] x, int xo, float[] y, int yo, int rows, int cols);

    /** {@code y[j] = (x[j] - m) - log(s)}; {@code y} may not be {@code x}. */
    void logSoftmax(float[] x, int xo, float[] y, int yo, int rows, int cols);

    /**
     * Cross entropy from logits: {@code loss[lo + i] = -logSoftmax(x_i)[labels[i]]} and
     * {@code p[po + i * cols + j] = softmax(x_i)[j]} in one pass. Labels have been checked.
     */
    void crossEntropy(
            float[] x, int xo, int[] labels, int labelOffset, float[] loss, int lo, float[] p, int po, int rows, int cols);
}

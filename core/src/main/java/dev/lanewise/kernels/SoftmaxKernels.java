package dev.lanewise.kernels;

/**
 * Softmax over the rows of a row-major {@code [rows, cols]} block, {@code cols >= 1}.
 *
 * <p>Definition of a row: {@code m} = {@link ReduceKernels#max}; {@code e[j] = exp(x[j] - m)} by our own exp
 * ({@link MapKernels#exp}); {@code s} = {@link ReduceKernels#sum} of {@code e}; the quotient
 * {@code e[j] / s} is {@code fma(fma(-q, s, e[j]), r, q)} with {@code r = 1 / s} and {@code q = e[j] * r}. That is the
 * correctly rounded quotient (Markstein 1990), except for {@code e[j]} below 2^-100, where its last bit may differ, and
 * takes a tenth of the time of a division. A row that has a NaN or +infinity, or nothing but -infinity, becomes NaN.
 *
 * <p>Contract of every method: ranges lie inside their arrays and do not overlap unless stated; nothing outside them is
 * read or written. Implementations neither fork nor allocate.
 */
public interface SoftmaxKernels {
    /** {@code y[j] = e[j] / s}; {@code y} may be {@code x} at the same offset. */
    void softmax(float[] x, int xo, float[] y, int yo, int rows, int cols);

    /** {@code y[j] = (x[j] - m) - log(s)}; {@code y} may not be {@code x}. */
    void logSoftmax(float[] x, int xo, float[] y, int yo, int rows, int cols);

    /**
     * Cross entropy from logits in one pass: {@code loss[lo + i] = log(s) - (x[l] - m)} with
     * {@code l = labels[labelOffset + i]}, which is the negative logSoftmax, and
     * {@code p[po + i * cols + j] = softmax(x_i)[j]}. Where {@code l == ignored} the row counts as 0 in both, whatever
     * its logits are; other labels have been checked. {@code p} may not be {@code x}.
     */
    void crossEntropy(
            float[] x, int xo, int[] labels, int labelOffset, int ignored, float[] loss, int lo, float[] p, int po,
            int rows, int cols);

    /**
     * Gradient of the logits: {@code o[j] = (p[j] - (j == l ? 1 : 0)) * g} in row {@code i}, with
     * {@code g = grad[go + i * gs]} ({@code gs} is 1, or 0 for one value for all rows) and {@code l} as above; 0 where
     * {@code l == ignored}.
     */
    void crossEntropyGradient(
            float[] p, int po, int[] labels, int labelOffset, int ignored, float[] grad, int go, int gs, float[] o,
            int oo, int rows, int cols);
}

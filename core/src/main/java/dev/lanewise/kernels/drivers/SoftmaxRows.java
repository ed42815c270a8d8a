package dev.lanewise.kernels.drivers;

import dev.lanewise.kernels.SoftmaxKernels;
import dev.lanewise.kernels.choice.KernelLookup;

/**
 * Softmax and related functions over rows, in parallel parts. Formulas and arguments are those of
 * {@link SoftmaxKernels}.
 */
public final class SoftmaxRows {
    private SoftmaxRows() {}

    /** {@link SoftmaxKernels#softmax} over all rows. */
    public static void softmax(float[] x, int xo, float[] y, int yo, int rows, int cols) {
        softmax(KernelLookup.active().softmax(), x, xo, y, yo, rows, cols);
    }

    static void softmax(SoftmaxKernels kernels, float[] x, int xo, float[] y, int yo, int rows, int cols) {
        if (Split.isOnePart(rows, cols)) {
            kernels.softmax(x, xo, y, yo, rows, cols);
            return;
        }
        Split.rows(rows, cols,
                (from, to) -> kernels.softmax(x, xo + from * cols, y, yo + from * cols, to - from, cols));
    }

    /** {@link SoftmaxKernels#logSoftmax} over all rows. */
    public static void logSoftmax(float[] x, int xo, float[] y, int yo, int rows, int cols) {
        logSoftmax(KernelLookup.active().softmax(), x, xo, y, yo, rows, cols);
    }

    static void logSoftmax(SoftmaxKernels kernels, float[] x, int xo, float[] y, int yo, int rows, int cols) {
        if (Split.isOnePart(rows, cols)) {
            kernels.logSoftmax(x, xo, y, yo, rows, cols);
            return;
        }
        Split.rows(rows, cols,
                (from, to) -> kernels.logSoftmax(x, xo + from * cols, y, yo + from * cols, to - from, cols));
    }

    /** {@link SoftmaxKernels#crossEntropy} over all rows. */
    public static void crossEntropy(
            float[] x, int xo, int[] labels, int labelOffset, int ignored, float[] loss, int lo, float[] p, int po,
            int rows, int cols) {
        crossEntropy(
                KernelLookup.active().softmax(), x, xo, labels, labelOffset, ignored, loss, lo, p, po, rows, cols);
    }

    static void crossEntropy(
            SoftmaxKernels kernels, float[] x, int xo, int[] labels, int labelOffset, int ignored, float[] loss,
            int lo, float[] p, int po, int rows, int cols) {
        if (Split.isOnePart(rows, cols)) {
            kernels.crossEntropy(x, xo, labels, labelOffset, ignored, loss, lo, p, po, rows, cols);
            return;
        }
        Split.rows(rows, cols, (from, to) -> kernels.crossEntropy(
                x, xo + from * cols, labels, labelOffset + from, ignored, loss, lo + from, p, po + from * cols,
                to - from, cols));
    }

    /** {@link SoftmaxKernels#crossEntropyGradient} over all rows. */
    public static void crossEntropyGradient(
            float[] p, int po, int[] labels, int ignored, float[] grad, int go, int gs, float[] o, int oo, int rows,
            int cols) {
        SoftmaxKernels kernels = KernelLookup.active().softmax();
        if (Split.isOnePart(rows, cols)) {
            kernels.crossEntropyGradient(p, po, labels, 0, ignored, grad, go, gs, o, oo, rows, cols);
            return;
        }
        Split.rows(rows, cols, (from, to) -> kernels.crossEntropyGradient(
                p, po + from * cols, labels, from, ignored, grad, go + from * gs, gs, o, oo + from * cols, to - from,
                cols));
    }
}

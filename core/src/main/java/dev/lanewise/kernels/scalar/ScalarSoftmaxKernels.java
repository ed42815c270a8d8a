package dev.lanewise.kernels.scalar;

import dev.lanewise.kernels.SoftmaxKernels;
import java.util.Arrays;

/** Softmax over rows in plain Java. */
public final class ScalarSoftmaxKernels implements SoftmaxKernels {
    private static final ScalarReduceKernels REDUCE = new ScalarReduceKernels();

    @Override
    public void softmax(float[] x, int xo, float[] y, int yo, int rows, int cols) {
        for (int i = 0; i < rows; i++) {
            int to = yo + i * cols;
            float max = REDUCE.max(x, xo + i * cols, cols);
            float sum = exponentials(x, xo + i * cols, max, y, to, cols);
            divide(y, to, sum, cols);
        }
    }

    @Override
    public void logSoftmax(float[] x, int xo, float[] y, int yo, int rows, int cols) {
        for (int i = 0; i < rows; i++) {
            int from = xo + i * cols;
            int to = yo + i * cols;
            float max = REDUCE.max(x, from, cols);
            float logSum = ScalarMath.log(exponentials(x, from, max, y, to, cols));
            for (int j = 0; j < cols; j++) {
                y[to + j] = (x[from + j] - max) - logSum;
            }
        }
    }

    @Override
    public void crossEntropy(
            float[] x, int xo, int[] labels, int labelOffset, int ignored, float[] loss, int lo, float[] p, int po,
            int rows, int cols) {
        for (int i = 0; i < rows; i++) {
            int from = xo + i * cols;
            int to = po + i * cols;
            int label = labels[labelOffset + i];
            if (label == ignored) {
                loss[lo + i] = 0;
                Arrays.fill(p, to, to + cols, 0);
                continue;
            }
            float max = REDUCE.max(x, from, cols);
            float sum = exponentials(x, from, max, p, to, cols);
            loss[lo + i] = ScalarMath.log(sum) - (x[from + label] - max);
            divide(p, to, sum, cols);
        }
    }

    @Override
    public void crossEntropyGradient(
            float[] p, int po, int[] labels, int labelOffset, int ignored, float[] grad, int go, int gs, float[] o,
            int oo, int rows, int cols) {
        for (int i = 0; i < rows; i++) {
            float g = grad[go + i * gs];
            int from = po + i * cols;
            int to = oo + i * cols;
            int label = labels[labelOffset + i];
            if (label == ignored) {
                Arrays.fill(o, to, to + cols, 0);
                continue;
            }
            for (int j = 0; j < cols; j++) {
                o[to + j] = p[from + j] * g;
            }
            o[to + label] = (p[from + label] - 1) * g;
        }
    }

    /** Writes {@code e[j] = exp(x[j] - max)} and returns their sum. */
    private static float exponentials(float[] x, int xo, float max, float[] e, int eo, int n) {
        for (int j = 0; j < n; j++) {
            e[eo + j] = ScalarMath.exp(x[xo + j] - max);
        }
        return REDUCE.sum(e, eo, n);
    }

    private static void divide(float[] y, int yo, float by, int n) {
        float r = 1 / by;
        for (int j = 0; j < n; j++) {
            float e = y[yo + j];
            float q = e * r;
            y[yo + j] = Math.fma(Math.fma(-q, by, e), r, q);
        }
    }
}

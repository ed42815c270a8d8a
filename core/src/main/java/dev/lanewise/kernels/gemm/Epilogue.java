package dev.lanewise.kernels.gemm;

import dev.lanewise.kernels.Kernels;
import dev.lanewise.kernels.MapKernels;
import dev.lanewise.kernels.choice.KernelLookup;
import dev.lanewise.kernels.drivers.Split;
import org.jspecify.annotations.Nullable;

/**
 * What is applied to a matrix product before it leaves the cache: a bias is added to each row, then an activation
 * function is applied. Elements are independent, so any part of C may be processed as soon as its sums are complete, in
 * any order.
 *
 * @param bias one value per column of C, from {@code offset} on; null for none
 * @param offset where the bias begins
 * @param activation applied to the sums
 */
public record Epilogue(float @Nullable [] bias, int offset, Activation activation) {
    /** Functions that can follow the bias. */
    public enum Activation {
        /** The sum itself. */
        NONE,
        /** {@link MapKernels#relu}. */
        RELU,
        /** {@link MapKernels#tanh}. */
        TANH,
        /** {@link MapKernels#sigmoid}. */
        SIGMOID
    }

    /** Processes {@code c[co .. co + n - 1]}, which is a row of C from {@code column} on. */
    public void row(float[] c, int co, int n, int column) {
        rows(c, co, n, 1, n, column);
    }

    /** Processes {@code rows} rows of {@code n} elements, {@code ldc} apart, which begin at {@code column} of C. */
    public void rows(float[] c, int co, int ldc, int rows, int n, int column) {
        Kernels kernels = KernelLookup.active();
        float[] b = bias;
        if (b != null && activation == Activation.RELU) {
            kernels.activation().addBiasRelu(c, co, ldc, rows, n, b, offset + column);
            return;
        }
        if (b != null) {
            kernels.activation().addBias(c, co, ldc, rows, n, b, offset + column);
        }
        if (activation != Activation.NONE) {
            for (int i = 0; i < rows; i++) {
                activate(kernels.map(), c, co + i * ldc, n);
            }
        }
    }

    private void activate(MapKernels kernels, float[] c, int co, int n) {
        switch (activation) {
            case NONE -> {
            }
            case RELU -> kernels.relu(c, co, c, co, n);
            case TANH -> kernels.tanh(c, co, c, co, n);
            case SIGMOID -> kernels.sigmoid(c, co, c, co, n);
        }
    }

    /** Processes all of C, {@code m x n}, in parallel parts. */
    void apply(float[] c, int co, int ldc, int m, int n) {
        if (Split.isOnePart(m, n)) {
            rows(c, co, ldc, m, n, 0);
        } else {
            Split.rows(m, n, (from, to) -> rows(c, co + from * ldc, ldc, to - from, n, 0));
        }
    }
}

package dev.lanewise.kernels;

/**
 * What goes with an activation function in training: the bias before it, and its gradient.
 *
 * <p>Gradients are {@code o[oo + i] = f(g[go + i], s[so + i])} for {@code 0 <= i < n}, with the gradient {@code g} of
 * the function's output and {@code s} the output (relu, tanh, sigmoid) or the input (the others). Every operation is
 * rounded separately, in the order written; the functions within are those of {@link MapKernels}.
 *
 * <p>Contract of every method: ranges lie inside their arrays; an output may be one of the inputs but overlaps them in
 * no other way; nothing outside the ranges is read or written; an element's result depends on its own operands alone;
 * any NaN may stand for any other NaN. Implementations neither fork nor allocate.
 */
public interface ActivationKernels {
    /** One whole loop of a gradient. */
    @FunctionalInterface
    interface Gradient {
        void run(float[] g, int go, float[] s, int so, float[] o, int oo, int n);
    }

    /** {@code c[co + i * ldc + j] += bias[bo + j]} for {@code i < rows}, {@code j < cols}. */
    void addBias(float[] c, int co, int ldc, int rows, int cols, float[] bias, int bo);

    /** {@link #addBias} and then {@link MapKernels#relu} of every sum. */
    void addBiasRelu(float[] c, int co, int ldc, int rows, int cols, float[] bias, int bo);

    /** {@code y <= 0 ? 0 : g}: where {@code y} is NaN, {@code g}. */
    void reluGradient(float[] g, int go, float[] y, int yo, float[] o, int oo, int n);

    /** {@code g * (1 - y * y)}. */
    void tanhGradient(float[] g, int go, float[] y, int yo, float[] o, int oo, int n);

    /** {@code (g * y) * (1 - y)}. */
    void sigmoidGradient(float[] g, int go, float[] y, int yo, float[] o, int oo, int n);

    /** {@code g * (Phi(x) + x * phi(x))} with distribution and density of the normal distribution. */
    void geluGradient(float[] g, int go, float[] x, int xo, float[] o, int oo, int n);

    /** {@code g} times the derivative of {@link MapKernels#geluTanh}. */
    void geluTanhGradient(float[] g, int go, float[] x, int xo, float[] o, int oo, int n);

    /**
     * {@code (g * s) * (x * (1 - s) + 1)} with {@code s = sigmoid(x)}; beyond {@code SILU_LOW} and its opposite, where
     * s is 0 or 1, x is clamped to them, so that an infinite x gives the limits 0 and 1. {@code o} is none of the
     * inputs.
     */
    void siluGradient(float[] g, int go, float[] x, int xo, float[] o, int oo, int n);
}

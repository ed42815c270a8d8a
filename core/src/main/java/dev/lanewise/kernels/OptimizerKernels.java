package dev.lanewise.kernels;

/**
 * Update rules over flat ranges, each written in place: parameter {@code p}, gradient {@code g} (read only) and state.
 *
 * <p>The rules are PyTorch's. Operations are done in the order written here, where {@code fma(a, b, c)} is {@code a * b
 * + c} rounded once ({@link Math#fma(float, float, float)}) and every other operation is rounded to float.
 * Hyperparameters come as double, as the user wrote them; each coefficient of a formula, such as {@code 1 - beta1} or
 * {@code -lr}, is computed in double and rounded to float once. A term whose coefficient {@code weightDecay} or
 * {@code momentum} is 0 is left out.
 *
 * <p>Contract of every method: ranges lie inside their arrays and do not overlap; nothing outside them is read or
 * written; an element's result depends on that element alone. Arrays that an option leaves unused are neither read nor
 * written, so any array will do. Implementations neither fork nor allocate.
 */
public interface OptimizerKernels {
    /**
     * An average that takes a value in, from the nearer end: {@code a = p} if the weight is 1, {@code a = fma(weight,
     * p - a, a)} if it is less than 0.5, else {@code a = fma(weight - 1, p - a, p)}.
     *
     * @param a the average
     * @param p the value, read only
     * @param weight of the value, from 0 to 1
     */
    void average(float[] a, int ao, float[] p, int po, int n, double weight);

    /**
     * SGD: {@code d = fma(weightDecay, p, g)}; with momentum
     * {@code v = first ? d : fma(momentum, v, (1 - dampening) * d)} and {@code d = nesterov ? fma(momentum, v, d) : v};
     * {@code p = fma(-lr, d, p)}. {@code v} is not used if momentum is 0, and only written if {@code first}.
     */
    void sgd(
            float[] p, int po, float[] g, int go, float[] v, int vo, int n,
            double lr, double momentum, double dampening, double weightDecay, boolean nesterov, boolean first);

    /**
     * Adam and AdamW. Coupled: {@code d = fma(weightDecay, p, g)}; decoupled:
     * {@code p = fma(-(lr * weightDecay), p, p), d = g}. Then {@code m = fma(beta1, m, (1 - beta1) * d)};
     * {@code v = fma((1 - beta2) * d, d, beta2 * v)};
     * {@code x = amsgrad ? max(x, v) : v}; {@code p = fma(-stepSize, m / fma(1 / rootCorrection2, sqrt(x), eps), p)}.
     * The array {@code x} is not used without amsgrad.
     *
     * @param stepSize {@code lr / (1 - beta1^t)} at step {@code t = 1, 2, ..}, computed by the caller
     * @param rootCorrection2 {@code sqrt(1 - beta2^t)}, computed by the caller
     */
    void adam(
            float[] p, int po, float[] g, int go, float[] m, int mo, float[] v, int vo, float[] x, int xo, int n,
            double lr, double stepSize, double rootCorrection2, double beta1, double beta2, double eps,
            double weightDecay, boolean decoupled, boolean amsgrad);

    /**
     * RMSprop. {@code d = fma(weightDecay, p, g)}; {@code s = fma((1 - alpha) * d, d, alpha * s)}; centered:
     * {@code a = fma(alpha, a, (1 - alpha) * d), q = max(fma(-a, a, s), 0)}, else {@code q = s};
     * {@code u = d / (sqrt(q) + eps)}; with momentum {@code b = fma(momentum, b, u), u = b};
     * {@code p = fma(-lr, u, p)}.
     *
     * <p>The maximum with 0 keeps a steady gradient, whose variance can round to slightly below zero, from giving NaN.
     * {@code a} and {@code b} are not used if their option is off.
     */
    void rmsprop(
            float[] p, int po, float[] g, int go, float[] s, int so, float[] a, int ao, float[] b, int bo, int n,
            double lr, double alpha, double eps, double weightDecay, double momentum, boolean centered);
}

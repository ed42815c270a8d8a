package dev.lanewise.kernels;

/**
 * Update rules over flat ranges, each written in place: parameter {@code p}, gradient {@code g} (read only) and state.
 * All formulas follow PyTorch's; the order of operations is the one written in each Javadoc.
 */
public interface OptimizerKernels {
    /**
     * SGD. {@code d = g + weightDecay * p}; with momentum: {@code v = first ? d : momentum * v + (1 - dampening) * d},
     * {@code d = nesterov ? d + momentum * v : v}; {@code p -= lr * d}. {@code v} is not touched if momentum is 0.
     */
    void sgd(
            float[] p, int po, float[] g, int go, float[] v, int vo, int n,
            float lr, float momentum, float dampening, float weightDecay, boolean nesterov, boolean first);

    /**
     * Adam and AdamW. Coupled: {@code d = g + weightDecay * p}; decoupled: {@code p -= lr * weightDecay * p, d = g}.
     * {@code m = beta1 * m + (1 - beta1) * d}; {@code v = beta2 * v + (1 - beta2) * d * d};
     * {@code p -= stepSize * m / (sqrt(v) / rootCorrection2 + eps)} with {@code stepSize = lr / (1 - beta1^t)} and
     * {@code rootCorrection2 = sqrt(1 - beta2^t)}, both worked out by the caller.
     */
    void adam(
            float[] p, int po, float[] g, int go, float[] m, int mo, float[] v, int vo, int n,
            float lr, float stepSize, float rootCorrection2, float beta1, float beta2, float eps,
            float weightDecay, boolean decoupled);

    /**
     * RMSprop. {@code d = g + weightDecay * p}; {@code s = alpha * s + (1 - alpha) * d * d}; centered:
     * {@code a = alpha * a + (1 - alpha) * d, q = s - a * a}, else {@code q = s}; {@code u = d / (sqrt(q) + eps)};
     * with momentum: {@code b = momentum * b + u, p -= lr * b}, else {@code p -= lr * u}.
     * {@code a} and {@code b} are not touched where their option is off.
     */
    void rmsprop(
            float[] p, int po, float[] g, int go, float[] s, int so, float[] a, int ao, float[] b, int bo, int n,
            float lr, float alpha, float eps, float weightDecay, float momentum, boolean centered);
}

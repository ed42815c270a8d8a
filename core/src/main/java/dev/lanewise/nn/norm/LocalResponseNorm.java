package dev.lanewise.nn.norm;

import dev.lanewise.nn.Layer;
import dev.lanewise.ops.Normalization;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;

/**
 * Local response normalisation (Krizhevsky, Sutskever and Hinton 2012), as {@link Normalization#localResponseNorm}
 * computes it: each element divided by {@code (k + alpha mean)^beta}, with the mean of the squares of neighbouring
 * channels. <b>Shape</b>: {@code [N, C, ...] -> [N, C, ...]}.
 */
public final class LocalResponseNorm extends Layer {
    private final int size;
    private final float alpha;
    private final float beta;
    private final float k;

    /** Over so many channels, with PyTorch's defaults: alpha 1e-4, beta 0.75, k 1. */
    public LocalResponseNorm(int size) {
        this(size, 1e-4, 0.75, 1);
    }

    /**
     * With all settings.
     *
     * @param size how many neighbouring channels, the own one included
     * @param alpha factor of the mean
     * @param beta power
     * @param k added to the mean
     * @throws IllegalArgumentException if the size is not positive, or a number is NaN or infinite
     */
    public LocalResponseNorm(int size, double alpha, double beta, double k) {
        if (size < 1) {
            throw new IllegalArgumentException("LocalResponseNorm: " + size + " channels: expected 1 or more");
        }
        this.size = size;
        this.alpha = Finite.number("LocalResponseNorm: alpha", alpha);
        this.beta = Finite.number("LocalResponseNorm: beta", beta);
        this.k = Finite.number("LocalResponseNorm: k", k);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Normalization.localResponseNorm(x, size, alpha, beta, k);
    }

    @Override
    public LocalResponseNorm copy() {
        return copied(() -> new LocalResponseNorm(size, alpha, beta, k));
    }

    @Override
    protected String describe() {
        return size + ", alpha " + alpha + ", beta " + beta + ", k " + k;
    }
}

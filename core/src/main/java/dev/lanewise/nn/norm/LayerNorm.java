package dev.lanewise.nn.norm;

import dev.lanewise.nn.Layer;
import dev.lanewise.ops.Normalization;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;
import org.jspecify.annotations.Nullable;

/**
 * Layer normalisation over the last axes, {@code (x - mean) / sqrt(variance + eps) * weight + bias}. <b>Shape</b>:
 * {@code [..., D...] -> [..., D...]}.
 *
 * <p>Parameters as in PyTorch: {@code weight [D...]}, initially ones, and {@code bias [D...]}, initially zeros.
 */
public final class LayerNorm extends Layer {
    /** Default of what is added to the variance. */
    public static final double EPS = 1e-5;

    private final Shape normalized;
    private final float eps;
    private final @Nullable Tensor weight;
    private final @Nullable Tensor bias;

    /** Normalises over the last axes, which have these sizes, with {@link #EPS}, weight and bias. */
    public LayerNorm(int... normalized) {
        this(Shape.of(Required.nonNull("LayerNorm: the array of sizes", normalized)), EPS, true);
    }

    /**
     * Normalises over the last axes.
     *
     * @param normalized the shape of these axes
     * @param eps added to the variance
     * @param affine whether there are weight and bias
     * @throws IllegalArgumentException if there are no axes, or eps is negative or not finite
     */
    public LayerNorm(Shape normalized, double eps, boolean affine) {
        this(normalized, eps, affine, affine);
    }

    /**
     * Normalises over the last axes, with a weight that need not have a bias.
     *
     * @param normalized the shape of these axes
     * @param eps added to the variance
     * @param weight whether there is a weight
     * @param bias whether there is a bias too, which needs a weight
     * @throws IllegalArgumentException if there are no axes, eps is negative or not finite, or a bias has no weight
     */
    public LayerNorm(Shape normalized, double eps, boolean weight, boolean bias) {
        Required.nonNull("LayerNorm: the shape", normalized);
        if (normalized.rank() == 0) {
            throw new IllegalArgumentException("LayerNorm: no axes are given to normalise over");
        }
        if (bias && !weight) {
            throw new IllegalArgumentException("LayerNorm: a bias without a weight");
        }
        this.normalized = normalized;
        this.eps = Finite.atLeastZero("LayerNorm: eps", eps);
        this.weight = weight ? parameter("weight", Tensor.full(1f, normalized.dims())) : null;
        this.bias = bias ? parameter("bias", Tensor.zeros(normalized)) : null;
    }

    private LayerNorm(Shape normalized, float eps, @Nullable Tensor weight, @Nullable Tensor bias) {
        this.normalized = normalized;
        this.eps = eps;
        this.weight = weight == null ? null : parameter("weight", weight);
        this.bias = bias == null ? null : parameter("bias", bias);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Normalization.layerNorm(x, normalized, weight, bias, eps);
    }

    /** The weight, {@code [D...]}, or null. */
    public @Nullable Tensor weight() {
        return weight;
    }

    /** The bias, {@code [D...]}, or null. */
    public @Nullable Tensor bias() {
        return bias;
    }

    @Override
    public LayerNorm copy() {
        return copied(() -> new LayerNorm(
                normalized, eps, weight == null ? null : copied(weight), bias == null ? null : copied(bias)));
    }

    @Override
    protected String describe() {
        return normalized + ", eps " + eps + (weight == null ? ", no weight" : bias == null ? ", no bias" : "");
    }
}

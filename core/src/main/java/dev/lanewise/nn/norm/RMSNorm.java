package dev.lanewise.nn.norm;

import dev.lanewise.nn.Layer;
import dev.lanewise.ops.Normalization;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;
import org.jspecify.annotations.Nullable;

/**
 * Normalisation by the root mean square over the last axes (Zhang and Sennrich 2019), {@code x / sqrt(mean(x^2) + eps)
 * * weight}. <b>Shape</b>: {@code [..., D...] -> [..., D...]}.
 *
 * <p>The parameter is {@code weight [D...]} as in PyTorch, initially ones.
 */
public final class RMSNorm extends Layer {
    private final Shape normalized;
    private final @Nullable Double eps;
    private final @Nullable Tensor weight;

    /** Normalises over the last axes, which have these sizes, with PyTorch's eps of 2^-23 and a weight. */
    public RMSNorm(int... normalized) {
        this(Shape.of(Required.nonNull("RMSNorm: the array of sizes", normalized)), null, true);
    }

    /**
     * Normalises over the last axes, of this shape.
     *
     * @param eps added to the mean square; null for the distance from 1 to the next float, 2^-23
     * @param affine whether there is a weight
     * @throws IllegalArgumentException if no axes are given, or eps is negative or not finite
     */
    public RMSNorm(Shape normalized, @Nullable Number eps, boolean affine) {
        Required.nonNull("RMSNorm: the shape", normalized);
        if (normalized.rank() == 0) {
            throw new IllegalArgumentException("RMSNorm: no axes are given to normalise over");
        }
        this.normalized = normalized;
        this.eps = eps == null ? null : Double.valueOf(Finite.atLeastZero("RMSNorm: eps", eps.doubleValue()));
        this.weight = affine ? parameter("weight", Tensor.full(1, normalized.dims())) : null;
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Normalization.rmsNorm(x, normalized, weight, eps);
    }

    /** The weight, {@code [D...]}, or null. */
    public @Nullable Tensor weight() {
        return weight;
    }

    @Override
    public RMSNorm copy() {
        return copied(() -> new RMSNorm(normalized, eps, weight != null));
    }

    @Override
    protected String describe() {
        return normalized + (eps == null ? "" : ", eps " + eps.floatValue()) + (weight == null ? ", no weight" : "");
    }
}

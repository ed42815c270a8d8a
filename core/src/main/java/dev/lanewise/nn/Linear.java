package dev.lanewise.nn;

import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Linalg;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import org.jspecify.annotations.Nullable;

/**
 * Affine map {@code y = x W^T + b}. <b>Shape</b>: {@code [..., in] -> [..., out]}; leading axes are folded into one
 * matrix product.
 *
 * <p>Parameters as in PyTorch: {@code weight [out, in]} and {@code bias [out]}, both initially uniform on
 * {@code +-1/sqrt(in)}.
 */
public final class Linear extends Layer {
    private final Tensor weight;
    private final @Nullable Tensor bias;

    /** A map with a bias. */
    public Linear(int in, int out, RandomSource random) {
        this(in, out, true, random);
    }

    /** A map with or without a bias. */
    public Linear(int in, int out, boolean bias, RandomSource random) {
        if (in <= 0 || out <= 0) {
            throw new IllegalArgumentException("Linear: sizes must be positive, got " + in + " to " + out);
        }
        Required.nonNull("Linear: the random source", random);
        float bound = (float) (1 / Math.sqrt(in));
        this.weight = parameter("weight", random.uniform(-bound, bound, out, in));
        this.bias = bias ? parameter("bias", random.uniform(-bound, bound, out)) : null;
    }

    /**
     * A map with these parameters, which may be another block's too (tied weights).
     *
     * @param weight {@code [out, in]}
     * @param bias {@code [out]}, or null for none
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public Linear(Tensor weight, @Nullable Tensor bias) {
        Required.nonNull("Linear: the weight", weight);
        if (weight.rank() != 2 || bias != null && !bias.shape().equals(Shape.of(weight.dim(0)))) {
            throw new IllegalArgumentException("Linear: weight " + weight.shape()
                    + (bias == null ? "" : " and bias " + bias.shape()) + ": expected [out, in] and [out]");
        }
        this.weight = parameter("weight", weight);
        this.bias = bias == null ? null : parameter("bias", bias);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Linalg.linear(x, weight, bias);
    }

    /** The weight, {@code [out, in]}. */
    public Tensor weight() {
        return weight;
    }

    /** The bias, {@code [out]}, or null. */
    public @Nullable Tensor bias() {
        return bias;
    }

    @Override
    public Linear copy() {
        return copied(() -> new Linear(copied(weight), bias == null ? null : copied(bias)));
    }

    @Override
    protected String describe() {
        return weight.dim(1) + ", " + weight.dim(0) + (bias == null ? ", no bias" : "");
    }
}

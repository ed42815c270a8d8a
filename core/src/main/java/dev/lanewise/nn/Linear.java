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
public final class Linear extends WeightedLayer<Linear> {
    /** A map with a bias. */
    public Linear(int in, int out, RandomSource random) {
        this(in, out, true, random);
    }

    /** A map with or without a bias. */
    public Linear(int in, int out, boolean bias, RandomSource random) {
        this(Weight.of(drawn(in, out, random)), bias ? random.uniform(-bound(in), bound(in), out) : null);
    }

    /**
     * A map with these parameters, which may be another block's too (tied weights).
     *
     * @param weight {@code [out, in]}
     * @param bias {@code [out]}, or null for none
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public Linear(Tensor weight, @Nullable Tensor bias) {
        this(given(weight, bias), bias);
    }

    private Linear(Weight weight, @Nullable Tensor bias) {
        super(weight, bias);
    }

    private static Tensor drawn(int in, int out, RandomSource random) {
        if (in <= 0 || out <= 0) {
            throw new IllegalArgumentException("Linear: sizes must be positive, got " + in + " to " + out);
        }
        return Required.nonNull("Linear: the random source", random).uniform(-bound(in), bound(in), out, in);
    }

    private static float bound(int in) {
        return (float) (1 / Math.sqrt(in));
    }

    private static Weight given(Tensor weight, @Nullable Tensor bias) {
        Required.nonNull("Linear: the weight", weight);
        if (weight.rank() != 2 || bias != null && !bias.shape().equals(Shape.of(weight.dim(0)))) {
            throw new IllegalArgumentException("Linear: weight " + weight.shape()
                    + (bias == null ? "" : " and bias " + bias.shape()) + ": expected [out, in] and [out]");
        }
        return Weight.of(weight);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Linalg.linear(x, forwardWeight(), bias());
    }

    @Override
    protected Linear with(Weight weight, @Nullable Tensor bias) {
        return new Linear(weight, bias);
    }

    @Override
    protected String describe() {
        return weightShape().dim(1) + ", " + weightShape().dim(0) + (bias() == null ? ", no bias" : "");
    }
}

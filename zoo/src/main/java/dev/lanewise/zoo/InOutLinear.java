package dev.lanewise.zoo;

import dev.lanewise.nn.Layer;
import dev.lanewise.tensor.Tensor;

/**
 * Affine map {@code y = x W + b} whose weight is stored as {@code [in, out]}, as GPT-2's is ({@code Conv1D}): it stays
 * as it is, so that it is saved as it was read. <b>Shape</b>: {@code [..., in] -> [..., out]}.
 */
final class InOutLinear extends Layer {
    private final Tensor weight;
    private final Tensor bias;

    /** A map with the weight {@code [in, out]} and the bias {@code [out]}. */
    InOutLinear(Tensor weight, Tensor bias) {
        this.weight = parameter("weight", weight);
        this.bias = parameter("bias", bias);
    }

    @Override
    protected Tensor compute(Tensor x) {
        if (x.rank() == 0 || x.dim(-1) != weight.dim(0)) {
            throw new IllegalArgumentException(x.shape() + ": expected [..., " + weight.dim(0) + "]");
        }
        return x.matmul(weight).add(bias);
    }

    @Override
    public InOutLinear copy() {
        return copied(() -> new InOutLinear(copied(weight), copied(bias)));
    }

    @Override
    protected String describe() {
        return weight.dim(0) + ", " + weight.dim(1);
    }
}

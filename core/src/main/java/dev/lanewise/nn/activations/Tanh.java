package dev.lanewise.nn.activations;

import dev.lanewise.tensor.Tensor;

/** Hyperbolic tangent. */
public final class Tanh extends Activation<Tanh> {
    /** Has no settings. */
    public Tanh() {
        super(Tensor::tanh, Tanh::new);
    }
}

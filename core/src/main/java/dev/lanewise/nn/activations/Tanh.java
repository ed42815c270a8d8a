package dev.lanewise.nn.activations;

import dev.lanewise.nn.Layer;
import dev.lanewise.tensor.Tensor;

/** Hyperbolic tangent. */
public final class Tanh extends Layer {
    @Override
    protected Tensor compute(Tensor x) {
        return x.tanh();
    }

    @Override
    public Tanh copy() {
        return copied(Tanh::new);
    }
}

package dev.lanewise.nn.activations;

import dev.lanewise.nn.Layer;
import dev.lanewise.tensor.Tensor;

/** Logistic function {@code 1 / (1 + e^-x)}. */
public final class Sigmoid extends Layer {
    @Override
    protected Tensor compute(Tensor x) {
        return x.sigmoid();
    }

    @Override
    public Sigmoid copy() {
        return copied(Sigmoid::new);
    }
}

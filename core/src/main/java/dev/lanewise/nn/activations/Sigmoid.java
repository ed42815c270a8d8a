package dev.lanewise.nn.activations;

import dev.lanewise.tensor.Tensor;

/** Logistic function {@code 1 / (1 + e^-x)}. */
public final class Sigmoid extends Activation<Sigmoid> {
    /** Has no settings. */
    public Sigmoid() {
        super(Tensor::sigmoid, Sigmoid::new);
    }
}

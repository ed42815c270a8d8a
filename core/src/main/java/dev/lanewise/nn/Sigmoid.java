package dev.lanewise.nn;

import dev.lanewise.tensor.Tensor;

/** Logistic function {@code 1 / (1 + e^-x)}. */
public final class Sigmoid extends Layer {
    @Override
    public Tensor forward(Tensor x) {
        return x.sigmoid();
    }
}

package dev.lanewise.nn.activations;

import dev.lanewise.tensor.Tensor;

/** Rectified linear unit {@code max(x, 0)}. */
public final class ReLU extends Activation<ReLU> {
    /** Has no settings. */
    public ReLU() {
        super(Tensor::relu, ReLU::new);
    }
}

package dev.lanewise.nn.activations;

import dev.lanewise.tensor.Activations;

/** {@code min(max(x, 0), 6)}. */
public final class ReLU6 extends Activation<ReLU6> {
    /** Has no settings. */
    public ReLU6() {
        super(Activations::relu6, ReLU6::new);
    }
}

package dev.lanewise.nn.activations;

import dev.lanewise.tensor.Activations;

/** {@code x tanh(softplus(x))} (Misra 2019). */
public final class Mish extends Activation<Mish> {
    /** Has no settings. */
    public Mish() {
        super(Activations::mish, Mish::new);
    }
}

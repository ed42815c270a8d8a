package dev.lanewise.nn.activations;

import dev.lanewise.tensor.Activations;

/** {@code (min(max(x, -3), 3) + 3) / 6}: straight lines in place of the sigmoid. */
public final class Hardsigmoid extends Activation<Hardsigmoid> {
    /** Has no settings. */
    public Hardsigmoid() {
        super(Activations::hardsigmoid, Hardsigmoid::new);
    }
}

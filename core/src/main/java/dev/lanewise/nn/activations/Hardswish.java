package dev.lanewise.nn.activations;

import dev.lanewise.tensor.Activations;

/** {@code x hardsigmoid(x)} (Howard et al. 2019): {@link Activations#hardswish}. */
public final class Hardswish extends Activation<Hardswish> {
    /** Has no settings. */
    public Hardswish() {
        super(Activations::hardswish, Hardswish::new);
    }
}

package dev.lanewise.nn.activations;

import dev.lanewise.tensor.Activations;

/** Scaled exponential linear unit (Klambauer et al. 2017): {@link Activations#selu}. */
public final class SELU extends Activation<SELU> {
    /** Has no settings. */
    public SELU() {
        super(Activations::selu, SELU::new);
    }
}

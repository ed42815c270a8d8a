package dev.lanewise.nn.activations;

import dev.lanewise.tensor.Activations;

/** {@code x / (1 + |x|)}. */
public final class Softsign extends Activation<Softsign> {
    /** Has no settings. */
    public Softsign() {
        super(Activations::softsign, Softsign::new);
    }
}

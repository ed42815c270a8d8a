package dev.lanewise.nn.activations;

import dev.lanewise.tensor.Activations;

/** {@code x - tanh(x)}, accurate near 0. */
public final class Tanhshrink extends Activation<Tanhshrink> {
    /** Has no settings. */
    public Tanhshrink() {
        super(Activations::tanhshrink, Tanhshrink::new);
    }
}

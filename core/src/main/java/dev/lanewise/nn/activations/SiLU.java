package dev.lanewise.nn.activations;

import dev.lanewise.tensor.Activations;

/** Sigmoid linear unit {@code x sigmoid(x)}, also called swish. */
public final class SiLU extends Activation<SiLU> {
    /** Has no settings. */
    public SiLU() {
        super(Activations::silu, SiLU::new);
    }
}

package dev.lanewise.nn.activations;

import dev.lanewise.tensor.Activations;
import dev.lanewise.text.Finite;

/** Exponential linear unit {@code x <= 0 ? alpha (e^x - 1) : x}. */
public final class ELU extends Activation<ELU> {
    /** With PyTorch's alpha of 1. */
    public ELU() {
        this(1.0);
    }

    /**
     * With a given alpha.
     *
     * @throws IllegalArgumentException if it is not finite
     */
    public ELU(double alpha) {
        this(Finite.number("ELU: alpha", alpha));
    }

    private ELU(float alpha) {
        super(x -> Activations.elu(x, alpha), () -> new ELU(alpha), alpha);
    }
}

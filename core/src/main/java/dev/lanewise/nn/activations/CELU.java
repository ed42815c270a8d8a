package dev.lanewise.nn.activations;

import dev.lanewise.tensor.Activations;
import dev.lanewise.text.Finite;

/** Exponential linear unit without a kink, {@code x <= 0 ? alpha (e^(x / alpha) - 1) : x} (Barron 2017). */
public final class CELU extends Activation<CELU> {
    /** With PyTorch's alpha of 1. */
    public CELU() {
        this(1.0);
    }

    /**
     * With a given alpha.
     *
     * @throws IllegalArgumentException if it is not a finite float above 0
     */
    public CELU(double alpha) {
        this(Finite.aboveZero("CELU: alpha", alpha));
    }

    private CELU(float alpha) {
        super(x -> Activations.celu(x, alpha), () -> new CELU(alpha), alpha);
    }
}

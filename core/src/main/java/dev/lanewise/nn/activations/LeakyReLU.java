package dev.lanewise.nn.activations;

import dev.lanewise.tensor.Activations;
import dev.lanewise.text.Finite;

/** {@code x <= 0 ? slope * x : x}; NaN stays NaN. */
public final class LeakyReLU extends Activation<LeakyReLU> {
    /** With PyTorch's slope of 0.01. */
    public LeakyReLU() {
        this(0.01);
    }

    /**
     * With a given slope.
     *
     * @throws IllegalArgumentException if it is not finite
     */
    public LeakyReLU(double slope) {
        this(Finite.number("LeakyReLU: slope", slope));
    }

    private LeakyReLU(float slope) {
        super(x -> Activations.leakyRelu(x, slope), () -> new LeakyReLU(slope), slope);
    }
}

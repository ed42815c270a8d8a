package dev.lanewise.nn.activations;

import dev.lanewise.tensor.Activations;
import dev.lanewise.text.Finite;

/** {@code log(1 + e^(beta x)) / beta}: {@link Activations#softplus(dev.lanewise.tensor.Tensor, double)}. */
public final class Softplus extends Activation<Softplus> {
    /** With PyTorch's beta of 1. */
    public Softplus() {
        this(1.0);
    }

    /**
     * With a given beta.
     *
     * @throws IllegalArgumentException if it is less than 1e-12, or not finite as a float
     */
    public Softplus(double beta) {
        this(Finite.atLeast("Softplus: beta", beta, 1e-12));
    }

    private Softplus(float beta) {
        super(x -> Activations.softplus(x, beta), () -> new Softplus(beta), beta);
    }
}

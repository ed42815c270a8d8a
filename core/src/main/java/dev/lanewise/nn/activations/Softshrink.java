package dev.lanewise.nn.activations;

import dev.lanewise.tensor.Activations;
import dev.lanewise.text.Finite;

/** 0 where {@code |x| <= lambda}, else x moved towards 0 by lambda. */
public final class Softshrink extends Activation<Softshrink> {
    /** With PyTorch's lambda of 0.5. */
    public Softshrink() {
        this(0.5);
    }

    /**
     * With a given lambda.
     *
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public Softshrink(double lambda) {
        this(Finite.atLeastZero("Softshrink: lambda", lambda));
    }

    private Softshrink(float lambda) {
        super(x -> Activations.softshrink(x, lambda), () -> new Softshrink(lambda), lambda);
    }
}

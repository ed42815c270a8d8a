package dev.lanewise.nn.activations;

import dev.lanewise.tensor.Activations;
import dev.lanewise.text.Finite;

/** 0 where {@code |x| <= lambda}, else x. */
public final class Hardshrink extends Activation<Hardshrink> {
    /** With PyTorch's lambda of 0.5. */
    public Hardshrink() {
        this(0.5);
    }

    /**
     * With a given lambda.
     *
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public Hardshrink(double lambda) {
        this(Finite.atLeastZero("Hardshrink: lambda", lambda));
    }

    private Hardshrink(float lambda) {
        super(x -> Activations.hardshrink(x, lambda), () -> new Hardshrink(lambda), lambda);
    }
}

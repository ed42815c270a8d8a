package dev.lanewise.nn.activations;

import dev.lanewise.tensor.Activations;
import dev.lanewise.text.Finite;

/** {@code min(max(x, low), high)}; the gradient at the bounds is 0. */
public final class Hardtanh extends Activation<Hardtanh> {
    /** With PyTorch's bounds, -1 and 1. */
    public Hardtanh() {
        this(-1.0, 1.0);
    }

    /**
     * With given bounds.
     *
     * @throws IllegalArgumentException if one is not finite, or {@code low} is above {@code high}
     */
    public Hardtanh(double low, double high) {
        this(Finite.number("Hardtanh: lower bound", low), Finite.number("Hardtanh: upper bound", high));
    }

    private Hardtanh(float low, float high) {
        super(x -> Activations.hardtanh(x, low, high), () -> new Hardtanh(low, high), low, high);
        if (low > high) {
            throw new IllegalArgumentException("Hardtanh: lower bound " + low + " is above upper bound " + high);
        }
    }
}

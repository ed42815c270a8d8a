package dev.lanewise.nn.activations;

import dev.lanewise.tensor.Activations;
import dev.lanewise.text.Finite;

/** {@code x > threshold ? x : value}. */
public final class Threshold extends Activation<Threshold> {
    /**
     * With a threshold, and the value that stands for what does not exceed it.
     *
     * @throws IllegalArgumentException if one is not finite
     */
    public Threshold(double threshold, double value) {
        this(Finite.number("Threshold: the threshold", threshold), Finite.number("Threshold: the value", value));
    }

    private Threshold(float threshold, float value) {
        super(x -> Activations.threshold(x, threshold, value), () -> new Threshold(threshold, value), threshold, value);
    }
}

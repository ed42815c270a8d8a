package dev.lanewise.nn.activations;

import dev.lanewise.nn.Layer;
import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;

/**
 * {@code x > 0 ? x : weight * x} with a slope that is learnt (He et al. 2015): one for all, or one for each channel,
 * which are the indices of axis 1. <b>Shape</b>: {@code [N, channels, ...] -> [N, channels, ...]}.
 *
 * <p>The parameter is {@code weight [numParameters]}, as in PyTorch; weight decay pulls it towards a ReLU, and is
 * better switched off for it.
 */
public final class PReLU extends Layer {
    private final Tensor weight;

    /** With one slope, initially PyTorch's 0.25. */
    public PReLU() {
        this(1);
    }

    /** With a slope for each channel, initially PyTorch's 0.25. */
    public PReLU(int numParameters) {
        this(numParameters, 0.25);
    }

    /**
     * With a slope for each channel, or one for all, and their initial value.
     *
     * @throws IllegalArgumentException if there is none, or the initial value is not finite
     */
    public PReLU(int numParameters, double initial) {
        this(initialWeight(numParameters, initial));
    }

    private PReLU(Tensor weight) {
        this.weight = parameter("weight", weight);
    }

    private static Tensor initialWeight(int numParameters, double initial) {
        if (numParameters < 1) {
            throw new IllegalArgumentException("PReLU: " + numParameters + " parameters");
        }
        return Tensor.full(Finite.number("PReLU: initial value", initial), numParameters);
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Activations.prelu(x, weight);
    }

    /** The slopes, {@code [numParameters]}. */
    public Tensor weight() {
        return weight;
    }

    @Override
    public PReLU copy() {
        return copied(() -> new PReLU(copied(weight)));
    }

    @Override
    protected String describe() {
        return Integer.toString(weight.size());
    }
}

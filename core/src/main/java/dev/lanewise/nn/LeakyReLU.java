package dev.lanewise.nn;

import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.Tensor;

/** {@code x > 0 ? x : slope * x}. */
public final class LeakyReLU extends Layer {
    private final float slope;

    /** With PyTorch's slope of 0.01. */
    public LeakyReLU() {
        this(0.01f);
    }

    public LeakyReLU(float slope) {
        this.slope = slope;
    }

    @Override
    public Tensor forward(Tensor x) {
        return Activations.leakyRelu(x, slope);
    }

    @Override
    protected String describe() {
        return Float.toString(slope);
    }
}

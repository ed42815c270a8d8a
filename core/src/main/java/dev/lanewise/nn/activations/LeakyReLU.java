package dev.lanewise.nn.activations;

import dev.lanewise.nn.Layer;
import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.Tensor;

/** {@code x <= 0 ? slope * x : x}; NaN stays NaN. */
public final class LeakyReLU extends Layer {
    private final float slope;

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
        this.slope = (float) slope;
        if (!Float.isFinite(this.slope)) {
            throw new IllegalArgumentException("LeakyReLU: slope " + slope + " is not a finite float");
        }
    }

    @Override
    protected Tensor compute(Tensor x) {
        return Activations.leakyRelu(x, slope);
    }

    @Override
    public LeakyReLU copy() {
        return copied(() -> new LeakyReLU(slope));
    }

    @Override
    protected String describe() {
        return Float.toString(slope);
    }
}

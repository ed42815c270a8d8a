package dev.lanewise.nn;

import dev.lanewise.text.Finite;

/**
 * Gains ({@index calculate_gain}) for {@link Init}: what the weights before an activation are multiplied by, so that
 * numbers keep their size from layer to layer. The values are PyTorch's.
 */
public final class Gain {
    /** Without an activation. */
    public static final float LINEAR = 1;

    public static final float SIGMOID = 1;

    public static final float TANH = 5f / 3f;

    public static final float RELU = leakyRelu(0);

    /** PyTorch's 3/4, found by trial; with 1, as in the paper of SELU, activations keep their variance exactly. */
    public static final float SELU = 0.75f;

    private Gain() {}

    /**
     * Of a leaky ReLU with a given negative slope, sqrt(2 / (1 + slope^2)).
     *
     * @throws IllegalArgumentException if the slope is not finite
     */
    public static float leakyRelu(double negativeSlope) {
        double slope = Finite.number("leakyRelu: slope", negativeSlope);
        return (float) Math.sqrt(2 / (1 + slope * slope));
    }
}

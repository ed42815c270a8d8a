package dev.lanewise.nn;

import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;
import java.util.function.DoubleUnaryOperator;

/**
 * Gains ({@index calculate_gain}) for {@link Init}: what the weights before an activation are multiplied by, so that
 * numbers keep their size from layer to layer.
 *
 * <p>The values of {@link #LINEAR}, {@link #SIGMOID}, {@link #TANH}, {@link #RELU}, {@link #SELU} and
 * {@link #leakyRelu} are PyTorch's. Those of other activations, which PyTorch has none for, are
 * {@code 1 / sqrt(E[f(z)^2])} for a standard normal z: with it, what comes out of an activation f has the mean square 1
 * that He et al. 2015 derive for ReLU. They are for the default settings of a layer; {@link #of} computes that of any
 * function, with other settings for example. Softmax and its relatives have no gain, as what they give depends on how
 * many numbers there are.
 */
public final class Gain {
    /** Without an activation. */
    public static final float LINEAR = 1;

    /** PyTorch's; by the formula it would be 1.846. */
    public static final float SIGMOID = 1;

    /** PyTorch's; by the formula it would be 1.593. */
    public static final float TANH = 5f / 3f;

    public static final float RELU = leakyRelu(0);

    /** PyTorch's 3/4, found by trial; with 1, as in the paper of SELU, activations keep their variance exactly. */
    public static final float SELU = 0.75f;

    /** That of ReLU: next to nothing is above 6. */
    public static final float RELU6 = RELU;

    /** With alpha 1. */
    public static final float ELU = 1.2451982f;

    /** With alpha 1, where it is ELU. */
    public static final float CELU = ELU;

    /** Exact; the tanh approximation differs in the fifth digit. */
    public static final float GELU = 1.5335305f;

    /** Also {@index Swish}. */
    public static final float SILU = 1.6765325f;

    public static final float MISH = 1.4868476f;

    /** With beta 1. */
    public static final float SOFTPLUS = 1.0418668f;

    /** That of softplus, its mirror image. */
    public static final float LOG_SIGMOID = SOFTPLUS;

    public static final float SOFTSIGN = 2.3375335f;

    public static final float HARDSIGMOID = 1.8978404f;

    public static final float HARDSWISH = 1.7366571f;

    /** Within -1 and 1. */
    public static final float HARDTANH = 1.3920362f;

    /** With lambda 1/2. */
    public static final float HARDSHRINK = 1.0157963f;

    /** With lambda 1/2. */
    public static final float SOFTSHRINK = 1.5443605f;

    public static final float TANHSHRINK = 2.3383675f;

    /** That of the gate by the formula: the other half has mean square 1. */
    public static final float GLU = 1.8462286f;

    /** That of its gate. */
    public static final float GEGLU = GELU;

    /** That of its gate. */
    public static final float SWIGLU = SILU;

    /** The integral is taken from minus this to this. */
    private static final int RANGE = 12;

    /** Into so many steps is each unit cut. */
    private static final int STEPS = 4096;

    private Gain() {}

    /**
     * Of a leaky ReLU with a given negative slope, sqrt(2 / (1 + slope^2)); of a PReLU by its first slope.
     *
     * @throws IllegalArgumentException if the slope is not finite
     */
    public static float leakyRelu(double negativeSlope) {
        double slope = Finite.number("leakyRelu: slope", negativeSlope);
        return (float) Math.sqrt(2 / (1 + slope * slope));
    }

    /**
     * Of any activation, {@code 1 / sqrt(E[f(z)^2])} for a standard normal z, by a sum over {@code -12 < z < 12}. That
     * is good for all digits of a float if the function is smooth but for a few kinks, and grows no faster than a power
     * of z; for three digits if it jumps. What is beyond 12, or between steps of 1/4096, is not seen.
     *
     * @throws IllegalArgumentException if the function is null, or gives a number whose square is not finite, or if the
     *     mean square is so near to 0 or so large that the gain is no float above 0
     */
    public static float of(DoubleUnaryOperator activation) {
        Required.nonNull("Gain: the activation", activation);
        double sum = 0;
        for (int i = -RANGE * STEPS; i < RANGE * STEPS; i++) {
            double z = (i + 0.5) / STEPS;
            double y = activation.applyAsDouble(z);
            if (!Double.isFinite(y * y)) {
                throw new IllegalArgumentException("Gain: the square of the activation's " + y + " at " + z
                        + " is not finite");
            }
            sum += y * y * StrictMath.exp(-z * z / 2);
        }
        double square = sum / (STEPS * Math.sqrt(2 * Math.PI));
        float gain = (float) (1 / Math.sqrt(square));
        if (!(gain > 0 && Float.isFinite(gain))) {
            throw new IllegalArgumentException(
                    "Gain: the activation's mean square " + square + " has no gain that is a float above 0");
        }
        return gain;
    }
}

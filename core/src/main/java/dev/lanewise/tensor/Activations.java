package dev.lanewise.tensor;

import dev.lanewise.tensor.primitives.UnaryOp;
import dev.lanewise.text.Required;

/** Activation functions beyond those that {@link Tensor} has as methods (relu, sigmoid, tanh, softmax). */
public final class Activations {
    private Activations() {}

    /**
     * {@code x <= 0 ? slope * x : x} ({@index leaky_relu}); the gradient at 0 is {@code slope}. NaN stays NaN and
     * passes the gradient on.
     *
     * @throws IllegalArgumentException if the slope is not finite
     */
    public static Tensor leakyRelu(Tensor x, double slope) {
        requireFinite("leakyRelu: slope ", slope);
        return Indexing.where(Required.nonNull("leakyRelu: the tensor", x).le(0), x.mul(slope), x);
    }

    /** Gaussian error linear unit {@code x Phi(x)} with the exact normal distribution function (Hendrycks 2016). */
    public static Tensor gelu(Tensor x) {
        return new UnaryOp.Gelu().tensor(x);
    }

    /** GELU by its tanh approximation, {@code x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))}. */
    public static Tensor geluTanh(Tensor x) {
        return new UnaryOp.GeluTanh().tensor(x);
    }

    /** Sigmoid linear unit {@code x sigmoid(x)}, also called swish. */
    public static Tensor silu(Tensor x) {
        return new UnaryOp.Silu().tensor(x);
    }

    /** {@code log(1 + e^x)} without overflow. */
    public static Tensor softplus(Tensor x) {
        return new UnaryOp.Softplus().tensor(x);
    }

    /**
     * Exponential linear unit {@code x <= 0 ? alpha (e^x - 1) : x}; the gradient at 0 is {@code alpha}. NaN stays NaN
     * and passes the gradient on.
     *
     * @throws IllegalArgumentException if alpha is not finite
     */
    public static Tensor elu(Tensor x, double alpha) {
        requireFinite("elu: alpha ", alpha);
        BoolTensor left = Required.nonNull("elu: the tensor", x).le(0);
        Tensor curve = Pointwise.expm1(Indexing.where(left, x, Tensor.scalar(0))).mul(alpha);
        return Indexing.where(left, curve, x);
    }

    private static void requireFinite(String what, double value) {
        if (!Float.isFinite((float) value)) {
            throw new IllegalArgumentException(what + value + " is not a finite float");
        }
    }
}

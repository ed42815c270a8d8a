package dev.lanewise.tensor;

/** Activation functions beyond those that {@link Tensor} has as methods (relu, sigmoid, tanh, softmax). */
public final class Activations {
    private Activations() {}

    /** {@code x > 0 ? x : slope * x}, NaN stays NaN; the gradient at 0 is {@code slope} ({@index leaky_relu}). */
    public static Tensor leakyRelu(Tensor x, float slope) {
        return Indexing.where(x.gt(0f), x, x.mul(slope));
    }

    /** Gaussian error linear unit {@code x Phi(x)} with the exact normal distribution function (Hendrycks 2016). */
    public static Tensor gelu(Tensor x) {
        return new UnaryOp.Gelu().tensor(x);
    }

    /** GELU by its tanh approximation, {@code x/2 (1 + tanh(sqrt(2/pi) (x + 0.044715 x^3)))}. */
    public static Tensor geluTanh(Tensor x) {
        Tensor inner = x.square().mul(0.044715f).add(1f).mul(x).mul(0.7978846f);
        return inner.tanh().add(1f).mul(x).mul(0.5f);
    }

    /** Sigmoid linear unit {@code x sigmoid(x)}, also called swish. */
    public static Tensor silu(Tensor x) {
        return new UnaryOp.Silu().tensor(x);
    }

    /** {@code log(1 + e^x)} without overflow. */
    public static Tensor softplus(Tensor x) {
        return new UnaryOp.Softplus().tensor(x);
    }

    /** Exponential linear unit {@code x > 0 ? x : alpha (e^x - 1)}; the gradient at 0 is {@code alpha}. */
    public static Tensor elu(Tensor x, float alpha) {
        return Indexing.where(x.gt(0f), x, x.clamp(Float.NEGATIVE_INFINITY, 0f).expm1().mul(alpha));
    }
}

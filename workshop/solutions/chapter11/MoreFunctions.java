package chapter11;

import dev.lanewise.tensor.Tensor;

/** Activations and a loss, made of what tensors can do already: their gradients come for free. */
public final class MoreFunctions {
    private MoreFunctions() {}

    /** {@code 1 / (1 + e^-x)} for each element: from 0 to 1. */
    public static Tensor sigmoid(Tensor x) {
        return x.neg().exp().add(1).reciprocal();
    }

    /** {@code (e^x - e^-x) / (e^x + e^-x)} for each element: from -1 to 1. */
    public static Tensor tanh(Tensor x) {
        return sigmoid(x.mul(2)).mul(2).sub(1);
    }

    /**
     * Each element if it is positive, else {@code slope} times it.
     *
     * @param slope 0 to less than 1
     */
    public static Tensor leakyRelu(Tensor x, double slope) {
        return x.maximum(x.mul(slope));
    }

    /** The mean squared error: one number. */
    public static Tensor mse(Tensor guess, Tensor target) {
        return guess.sub(target).square().mean();
    }

    /** As {@link #sigmoid}, by an operation of your own. */
    public static Tensor ownSigmoid(Tensor x) {
        return new Sigmoid().tensor(x);
    }
}

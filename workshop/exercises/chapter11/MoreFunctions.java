package chapter11;

import dev.lanewise.tensor.Tensor;
import dev.lanewise.workshop.Hole;

/** Activations and a loss, made of what tensors can do already: their gradients come for free. */
public final class MoreFunctions {
    private MoreFunctions() {}

    /** {@code 1 / (1 + e^-x)} for each element: from 0 to 1. */
    public static Tensor sigmoid(Tensor x) {
        // 1. Tensors have neg(), exp(), add(number) and reciprocal(), each for all elements at once.
        throw Hole.fill("compute 1 / (1 + e^-x)");
    }

    /** {@code (e^x - e^-x) / (e^x + e^-x)} for each element: from -1 to 1. */
    public static Tensor tanh(Tensor x) {
        // 2. It is a sigmoid, twice as steep and stretched: 2 sigmoid(2x) - 1.
        throw Hole.fill("compute tanh by sigmoid");
    }

    /**
     * Each element if it is positive, else {@code slope} times it.
     *
     * @param slope 0 to less than 1
     */
    public static Tensor leakyRelu(Tensor x, double slope) {
        // 3. As slope is less than 1, this is the larger of x and slope x: maximum(...) takes a tensor.
        throw Hole.fill("compute the larger of x and slope times x");
    }

    /** The mean squared error: one number. */
    public static Tensor mse(Tensor guess, Tensor target) {
        // 4. sub, square(), and the mean() of all elements.
        throw Hole.fill("compute the mean of the squared differences");
    }

    /** As {@link #sigmoid}, by an operation of your own. */
    public static Tensor ownSigmoid(Tensor x) {
        return new Sigmoid().tensor(x);
    }
}

package dev.lanewise.tensor;

import org.jspecify.annotations.Nullable;

/** Gradients as values, and gradient rules of your own. */
public final class Autograd {
    private Autograd() {}

    /**
     * The gradients of a scalar with respect to given tensors, which need not be leaves. No {@code grad()} is touched.
     *
     * {@snippet :
     * Tensor x = Tensor.of(2f).requiresGrad(true);
     * Tensor slope = Autograd.grad(x.pow(3f).sum(), Graph.CREATE, x)[0];     // 3 x^2 = 12
     * Tensor curvature = Autograd.grad(slope.sum(), Graph.FREE, x)[0];       // 6 x = 12
     * }
     *
     * @throws IllegalStateException if {@code output} has more than one element, or does not depend on one of the
     *     inputs
     */
    public static Tensor[] grad(Tensor output, Graph graph, Tensor... inputs) {
        return grad(output, Backward.unitGradient("grad", output), graph, inputs);
    }

    /**
     * The vector-Jacobian products {@code gradient^T * d output / d input}.
     *
     * @param gradient of the shape of {@code output}
     */
    public static Tensor[] grad(Tensor output, Tensor gradient, Graph graph, Tensor... inputs) {
        Backward.checkGradient("grad", output, gradient);
        @Nullable
        Tensor[] found = Backward.gradients(new Tensor[] {output}, new Tensor[] {gradient}, inputs, graph);
        Tensor[] grads = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            Tensor grad = found[i];
            if (grad == null) {
                throw new IllegalStateException("grad: the output " + output.shape() + " does not depend on input " + i
                        + " " + inputs[i].shape() + ", or it does not require a gradient");
            }
            grads[i] = grad;
        }
        return grads;
    }

    /** Applies a function that brings its own gradient rule. */
    public static Tensor[] apply(CustomFunction function, Tensor... inputs) {
        return CustomApplication.apply(function, inputs);
    }
}

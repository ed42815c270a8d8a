package dev.lanewise.tensor;

import dev.lanewise.text.Required;
import java.util.function.Function;
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
        requireWalk(graph, inputs);
        return grad(output, Backward.unitGradient("grad", output), graph, inputs);
    }

    private static void requireWalk(Graph graph, Tensor[] inputs) {
        Required.nonNull("grad: the choice of what becomes of the graph", graph);
        Shapes.requireEach("grad", inputs);
    }

    /**
     * The vector-Jacobian products {@code gradient^T * d output / d input}.
     *
     * @param gradient of the shape of {@code output}
     */
    public static Tensor[] grad(Tensor output, Tensor gradient, Graph graph, Tensor... inputs) {
        ForwardPass.refuseDerivatives("grad");
        Backward.checkGradient("grad", output, gradient);
        requireWalk(graph, inputs);
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

    /**
     * Has a hook told of each gradient that reaches a tensor from now on ({@index register_hook}), after those that
     * were added before; it may replace the gradient. The hook of a tensor that an op made is called when all its users
     * have passed their gradients on, and before the op's rule is; those of leaves at the end of the pass, before any
     * gradient is added to a {@link Tensor#grad}. {@link Tensor#retainGrad} and {@link #grad} see what the hooks leave.
     *
     * {@snippet :
     * try (GradientHook.Handle _ = Autograd.onGradient(weight, gradient -> gradient.clamp(-1, 1))) {
     *     loss.backward();
     * }
     * }
     *
     * <p>A hook that throws ends the pass, and no gradient has been added. In a captured program the ops of a hook are
     * captured, and reading values is refused; a program fits while a parameter's hooks are those of its capture.
     *
     * @return removes the hook when it is closed
     * @throws IllegalArgumentException if the tensor or the hook is null
     * @throws IllegalStateException if no gradient will reach the tensor, or a checkpointed function computes it
     */
    public static GradientHook.Handle onGradient(Tensor tensor, GradientHook hook) {
        Required.nonNull("onGradient: the tensor", tensor);
        Required.nonNull("onGradient: the hook", hook);
        ForwardPass.refuseWithin("onGradient", tensor);
        if (!tensor.requiresGrad()) {
            throw new IllegalStateException("onGradient: " + tensor.shape() + " requires no gradient");
        }
        Node producer = tensor.producer();
        GradientHooks hooks = producer == null ? GradientHooks.ofLeaf(tensor) : producer.hooksOf(tensor.outputIndex());
        return hooks.add(hook);
    }

    /**
     * The value of a function and one derivative product of it.
     *
     * @param output the function's value
     * @param product of the shape that the function's name says
     */
    public record Product(Tensor output, Tensor product) {}

    /**
     * The value of a function and a derivative product with respect to each of its inputs.
     *
     * @param output the function's value
     * @param products in the order and of the shapes of the inputs
     */
    public record Products(Tensor output, Tensor[] products) {}

    /**
     * The vector-Jacobian product {@code v^T * df/dx}, of the shape of x: one forward and one backward pass.
     *
     * <p>This and the functions below differentiate with respect to their arguments only, and touch no
     * {@link Tensor#grad}. A function that does not depend on an argument has derivatives of zeros. Results are
     * recorded as those of ops are, if gradients are on and the arguments, or tensors that the function uses besides,
     * require one: so derivatives nest, and a penalty on them can be trained. In a {@link GradMode#noGrad} scope they
     * are not.
     *
     * @param function called once
     * @param vector of the shape of the function's output
     * @throws IllegalArgumentException if an argument is null, or the vector has another shape
     */
    public static Product vjp(Function<Tensor, Tensor> function, Tensor x, Tensor vector) {
        Products all = vjp(Differentiation.ofOne("vjp", function), new Tensor[] {x}, vector);
        return new Product(all.output, all.products[0]);
    }

    /** As {@link #vjp(Function, Tensor, Tensor)} for a function of several tensors. */
    public static Products vjp(Function<Tensor[], Tensor> function, Tensor[] inputs, Tensor vector) {
        return Differentiation.vjp("vjp", function, inputs, vector);
    }

    /**
     * The Jacobian-vector product {@code df/dx * v}, of the shape of the function's output: the derivative along v. It
     * is exact, computed as the gradient of the vector-Jacobian product by its vector: one forward and two backward
     * passes.
     *
     * @param function called once; the gradient rules of custom functions in it have to be differentiable
     * @param vector of the shape of x
     * @throws IllegalArgumentException if an argument is null, or the vector has another shape
     */
    public static Product jvp(Function<Tensor, Tensor> function, Tensor x, Tensor vector) {
        return jvp(Differentiation.ofOne("jvp", function), new Tensor[] {x}, new Tensor[] {vector});
    }

    /** As {@link #jvp(Function, Tensor, Tensor)} along vectors for several tensors: the sum of their products. */
    public static Product jvp(Function<Tensor[], Tensor> function, Tensor[] inputs, Tensor[] vectors) {
        return Differentiation.jvp("jvp", function, inputs, vectors);
    }

    /**
     * The Jacobian: element (i, j) is the derivative of element i of the output by element j of x, with the shape of
     * the output followed by that of x. Each element of the output costs a backward pass.
     *
     * @param function called once
     * @throws IllegalArgumentException if an argument is null
     */
    public static Tensor jacobian(Function<Tensor, Tensor> function, Tensor x) {
        return jacobian(Differentiation.ofOne("jacobian", function), new Tensor[] {x})[0];
    }

    /** The Jacobians with respect to each of several tensors. */
    public static Tensor[] jacobian(Function<Tensor[], Tensor> function, Tensor[] inputs) {
        return Differentiation.jacobian("jacobian", function, inputs);
    }

    /**
     * The Hessian of a function that gives a single number: element (i, j) is its second derivative by elements i and j
     * of x, with the shape of x twice. Each element of x costs a backward pass through the gradient.
     *
     * @param function called once
     * @throws IllegalArgumentException if an argument is null
     * @throws IllegalStateException if the function gives more than one element
     */
    public static Tensor hessian(Function<Tensor, Tensor> function, Tensor x) {
        return Differentiation.hessian("hessian", Differentiation.ofOne("hessian", function), x);
    }

    /**
     * The Hessian-vector product {@code H * v} of a function that gives a single number, of the shape of x, without the
     * Hessian ({@index vhp} is the same, as a Hessian is symmetric): one forward and two backward passes.
     *
     * @param function called once
     * @param vector of the shape of x
     * @throws IllegalArgumentException if an argument is null, or the vector has another shape
     * @throws IllegalStateException if the function gives more than one element
     */
    public static Product hvp(Function<Tensor, Tensor> function, Tensor x, Tensor vector) {
        Products all = hvp(Differentiation.ofOne("hvp", function), new Tensor[] {x}, new Tensor[] {vector});
        return new Product(all.output, all.products[0]);
    }

    /** As {@link #hvp(Function, Tensor, Tensor)} for several tensors, with the mixed derivatives. */
    public static Products hvp(Function<Tensor[], Tensor> function, Tensor[] inputs, Tensor[] vectors) {
        return Differentiation.hvp("hvp", function, inputs, vectors);
    }

    /**
     * Applies a function without keeping what its gradient needs ({@code torch.utils.checkpoint}): the backward pass
     * calls it again. So a chain of n equal layers, checkpointed in pieces, holds the intermediate values of one piece
     * at a time, for the price of a second forward pass.
     *
     * {@snippet :
     * Tensor h = Autograd.checkpoint(block::forward, x);
     * }
     *
     * <p>The second call repeats the first: random numbers have the same addresses and sources do not move again;
     * tensors that existed before the call, such as running statistics, are not written to again. Parameters and other
     * tensors that the function uses get their gradients too. Values and gradients have the bits that they have without
     * checkpointing, but a sum of gradients from within and from outside, or of several from within, is taken in
     * another order.
     *
     * <p>The first call keeps no history, so the function cannot take derivatives itself: {@link #grad}, {@link #vjp}
     * and the others are refused in it.
     *
     * @param function called now and, for each backward pass, again; depends on nothing else that changes in between
     * @throws IllegalArgumentException if an argument, or what the function gives, is null
     * @throws IllegalStateException later, in the backward pass, if the function applies other ops then, or to other
     *     shapes or numbers, or uses a tensor that requires a gradient and was made since; or its output depends on a
     *     tensor that was written to in place after the function read it
     */
    public static Tensor checkpoint(Function<Tensor, Tensor> function, Tensor x) {
        return checkpoint(Differentiation.ofOne("checkpoint", function), new Tensor[] {x});
    }

    /** As {@link #checkpoint(Function, Tensor)} for a function of several tensors. */
    public static Tensor checkpoint(Function<Tensor[], Tensor> function, Tensor[] inputs) {
        Required.nonNull("checkpoint: the function", function);
        Required.nonNull("checkpoint: the array of inputs", inputs);
        Tensor[] given = inputs.clone();
        for (int i = 0; i < given.length; i++) {
            Required.nonNull("checkpoint: input " + i, given[i]);
        }
        return Recomputed.apply(function, given);
    }

    /** Applies a function that brings its own gradient rule. */
    public static Tensor[] apply(CustomFunction function, Tensor... inputs) {
        return CustomApplication.apply(function, inputs);
    }
}

package dev.lanewise.tensor;

import dev.lanewise.tensor.primitives.ViewOp;
import dev.lanewise.text.Required;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One differentiation of a function of tensors at given inputs. The function is applied to stand-ins for the inputs,
 * and only derivatives with respect to these are taken. What is computed has a history where the inputs, or what the
 * function uses besides, require a gradient, as the result of any op has, so that derivatives nest.
 */
final class Differentiation {
    /** The name of the public function, for messages. */
    private final String name;

    /** Whether the results are to have a history. */
    private final boolean recorded;

    private final Tensor[] at;

    /** Leaves that nobody else sees: they are no reason to record the results. */
    private final Set<Tensor> own = Collections.newSetFromMap(new IdentityHashMap<>());

    private final Tensor output;

    private Differentiation(
            String name, boolean recorded, Function<Tensor[], Tensor> function, Tensor[] inputs) {
        this.name = name;
        this.recorded = recorded;
        Required.nonNull(name + ": the function", function);
        Required.nonNull(name + ": the array of inputs", inputs);
        ForwardPass.refuseDerivatives(name);
        this.at = new Tensor[inputs.length];
        for (int i = 0; i < inputs.length; i++) {
            Tensor input = Required.nonNull(name + ": input " + i, inputs[i]);
            at[i] = recorded && input.requiresGrad()
                    ? new ViewOp.Reshape(input.shape()).tensor(input)
                    : leaf(input.detach());
        }
        this.output = Required.nonNull(name + ": the output of the function", function.apply(at.clone()));
    }

    private Tensor leaf(Tensor values) {
        own.add(values.requiresGrad(true));
        return values;
    }

    /** A function of one tensor as one of several. */
    static Function<Tensor[], Tensor> ofOne(String name, Function<Tensor, Tensor> function) {
        Required.nonNull(name + ": the function", function);
        return in -> function.apply(in[0]);
    }

    /** Vector-Jacobian products with respect to all inputs. */
    static Autograd.Products vjp(String name, Function<Tensor[], Tensor> function, Tensor[] inputs, Tensor vector) {
        Required.nonNull(name + ": the vector", vector);
        boolean recorded = GradMode.isEnabled();
        try (GradMode.Scope _ = GradMode.enableGrad()) {
            Differentiation it = new Differentiation(name, recorded, function, inputs);
            it.requireVector(vector);
            Tensor[] products = it.gradients(it.output, vector, it.lastGraph(), it.at);
            return new Autograd.Products(it.finished(it.output), it.finished(products));
        }
    }

    /** Jacobian-vector product: that of the vector-Jacobian product, which is linear in its vector. */
    static Autograd.Product jvp(
            String name, Function<Tensor[], Tensor> function, Tensor[] inputs, Tensor[] vectors) {
        boolean recorded = GradMode.isEnabled();
        try (GradMode.Scope _ = GradMode.enableGrad()) {
            Differentiation it = new Differentiation(name, recorded, function, inputs);
            it.requireVectors(vectors);
            Tensor dummy = it.leaf(Tensor.zeros(it.output.shape()));
            Tensor[] linear = it.gradients(it.output, dummy, Graph.CREATE, it.at);
            Tensor product = it.pulled(linear, vectors, dummy)[0];
            return new Autograd.Product(it.finished(it.output), it.finished(product));
        }
    }

    /** Hessian-vector products: those of the gradient. */
    static Autograd.Products hvp(
            String name, Function<Tensor[], Tensor> function, Tensor[] inputs, Tensor[] vectors) {
        boolean recorded = GradMode.isEnabled();
        try (GradMode.Scope _ = GradMode.enableGrad()) {
            Differentiation it = new Differentiation(name, recorded, function, inputs);
            it.requireVectors(vectors);
            Tensor[] gradient = it.gradients(it.output, Backward.unitGradient(name, it.output), Graph.CREATE, it.at);
            return new Autograd.Products(it.finished(it.output), it.finished(it.pulled(gradient, vectors, it.at)));
        }
    }

    /** The Jacobians with respect to all inputs, of shape (output..., input...). */
    static Tensor[] jacobian(String name, Function<Tensor[], Tensor> function, Tensor[] inputs) {
        boolean recorded = GradMode.isEnabled();
        try (GradMode.Scope _ = GradMode.enableGrad()) {
            Differentiation it = new Differentiation(name, recorded, function, inputs);
            return it.finished(it.rows(it.output, it.at));
        }
    }

    /** The Hessian of a number with respect to one tensor, of shape (input..., input...). */
    static Tensor hessian(String name, Function<Tensor[], Tensor> function, Tensor input) {
        boolean recorded = GradMode.isEnabled();
        try (GradMode.Scope _ = GradMode.enableGrad()) {
            Differentiation it = new Differentiation(name, recorded, function, new Tensor[] {input});
            Tensor unit = Backward.unitGradient(name, it.output);
            Tensor gradient = it.gradients(it.output, unit, Graph.CREATE, it.at)[0];
            return it.finished(it.rows(gradient, it.at)[0]);
        }
    }

    private Graph lastGraph() {
        return recorded ? Graph.CREATE : Graph.FREE;
    }

    private void requireVector(Tensor vector) {
        if (!vector.shape().equals(output.shape())) {
            throw new IllegalArgumentException(
                    name + ": vector " + vector.shape() + " for an output of shape " + output.shape());
        }
    }

    private void requireVectors(Tensor[] vectors) {
        Required.nonNull(name + ": the array of vectors", vectors);
        if (vectors.length != at.length) {
            throw new IllegalArgumentException(
                    name + ": " + vectors.length + " vectors for " + at.length + " inputs");
        }
        for (int i = 0; i < at.length; i++) {
            if (!Required.nonNull(name + ": vector " + i, vectors[i]).shape().equals(at[i].shape())) {
                throw new IllegalArgumentException(name + ": vector " + i + " " + vectors[i].shape()
                        + " for an input of shape " + at[i].shape());
            }
        }
    }

    /** Gradients with respect to given tensors; zeros where the root does not depend on one. */
    private Tensor[] gradients(Tensor root, Tensor gradient, Graph graph, Tensor... targets) {
        return filled(root.isTracked()
                ? Backward.gradients(new Tensor[] {root}, new Tensor[] {gradient}, targets, graph)
                : new Tensor[targets.length], targets);
    }

    /** The gradients of several roots together. */
    private Tensor[] pulled(Tensor[] roots, Tensor[] vectors, Tensor... targets) {
        int[] tracked = IntStream.range(0, roots.length).filter(i -> roots[i].isTracked()).toArray();
        if (tracked.length == 0) {
            return filled(new Tensor[targets.length], targets);
        }
        Tensor[] from = Arrays.stream(tracked).mapToObj(i -> roots[i]).toArray(Tensor[]::new);
        Tensor[] with = Arrays.stream(tracked).mapToObj(i -> vectors[i]).toArray(Tensor[]::new);
        return filled(Backward.gradients(from, with, targets, lastGraph()), targets);
    }

    private static Tensor[] filled(@Nullable Tensor[] found, Tensor[] targets) {
        Tensor[] all = new Tensor[targets.length];
        for (int i = 0; i < all.length; i++) {
            Tensor gradient = found[i];
            all[i] = gradient == null ? Tensor.zeros(targets[i].shape()) : gradient;
        }
        return all;
    }

    /** The Jacobians of a tensor, a row for each of its elements. */
    private Tensor[] rows(Tensor root, Tensor[] targets) {
        Tensor[][] rows = new Tensor[targets.length][root.size()];
        for (int e = 0; e < root.size(); e++) {
            float[] unit = new float[root.size()];
            unit[e] = 1;
            Graph graph = recorded ? Graph.CREATE : Graph.RETAIN;
            Tensor[] row = gradients(root, Tensor.wrap(unit, root.shape()), graph, targets);
            for (int i = 0; i < row.length; i++) {
                rows[i][e] = row[i];
            }
        }
        Tensor[] all = new Tensor[targets.length];
        for (int i = 0; i < all.length; i++) {
            Shape shape = joined(root.shape(), targets[i].shape());
            all[i] = root.size() == 0 ? Tensor.zeros(shape) : Shapes.stack(0, rows[i]).reshape(shape.raw());
        }
        return all;
    }

    private static Shape joined(Shape a, Shape b) {
        int[] dims = Arrays.copyOf(a.raw(), a.rank() + b.rank());
        System.arraycopy(b.raw(), 0, dims, a.rank(), b.rank());
        return Shape.of(dims);
    }

    private Tensor[] finished(Tensor[] results) {
        Tensor[] all = new Tensor[results.length];
        Arrays.setAll(all, i -> finished(results[i]));
        return all;
    }

    /** A result with the history that it has for others. */
    private Tensor finished(Tensor result) {
        return recorded && Route.leadsToOthers(result, own) || !result.isTracked() ? result : result.detach();
    }
}

package dev.lanewise.program;

import dev.lanewise.tensor.Tensor;
import java.util.function.UnaryOperator;

/**
 * A function that random programs apply.
 *
 * @param name begins with the home and the method, such as {@code Shapes.roll}
 * @param rank how many axes it needs at least
 * @param empty whether it takes tensors without elements
 */
record RandomRow(String name, int rank, boolean empty, Body body) {
    /** Applies functions to a value, and to others of the program. */
    @FunctionalInterface
    interface Body {
        Tensor of(RandomOps ops, Tensor a);
    }

    /** For tensors of any shape. */
    static RandomRow unary(String name, UnaryOperator<Tensor> function) {
        return new RandomRow(name, 0, true, (_, a) -> function.apply(a));
    }

    /** For tensors of any shape, with others. */
    static RandomRow with(String name, Body body) {
        return new RandomRow(name, 0, true, body);
    }

    /** For tensors that have an axis, which may be empty. */
    static RandomRow axis(String name, Body body) {
        return new RandomRow(name, 1, true, body);
    }

    /** For tensors that have elements, and so many axes at least. */
    static RandomRow full(String name, int rank, Body body) {
        return new RandomRow(name, rank, false, body);
    }

    Tensor apply(RandomOps ops, Tensor a) {
        Tensor x = a.size() == 0 && !empty ? a.sum() : a;
        while (x.rank() < rank) {
            x = x.unsqueeze(0);
        }
        return body.of(ops, x);
    }
}

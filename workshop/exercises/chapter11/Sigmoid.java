package chapter11;

import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.workshop.Hole;
import org.jspecify.annotations.Nullable;

/** Sigmoid as an operation: one loop instead of four, and a gradient that is right for large numbers too. */
record Sigmoid() implements Op {
    /** The output has the type and the shape of the input. */
    @Override
    public Spec[] infer(Value... in) {
        if (in.length != 1 || !(in[0] instanceof Tensor)) {
            throw new IllegalArgumentException("sigmoid: it takes one tensor of floats");
        }
        return new Spec[] {Spec.of(in[0])};
    }

    /** The values. */
    @Override
    public void run(Operands in, Operands out) {
        float[] x = in.data(0);
        float[] y = out.data(0);
        int from = in.offset(0);
        int to = out.offset(0);
        // 5. For each i < in.size(0): y[to + i] is 1 / (1 + e^-x) of x[from + i]. A tensor may be a part of a larger
        // array, so it begins at its offset. StrictMath.exp gives the same bits on every machine; compute in double,
        // then (float).
        throw Hole.fill("compute the sigmoid of each number");
    }

    /** What the gradient rule reads: the output. */
    @Override
    public Saves saves(int needs) {
        return Saves.Y;
    }

    /** The gradient rule. */
    @Override
    public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        Tensor grad = grads[0];
        return new @Nullable Tensor[] {grad == null ? null : gradient(saved.y(), grad)};
    }

    /** The gradient of the input, from the output {@code y} and its gradient. */
    static Tensor gradient(Tensor y, Tensor grad) {
        // 6. The slope of y = sigmoid(x) is y (1 - y). Multiply it by grad, as in chapter 7, but with the methods of
        // tensors: then Lanewise can differentiate this rule again.
        throw Hole.fill("multiply the gradient by y (1 - y)");
    }
}

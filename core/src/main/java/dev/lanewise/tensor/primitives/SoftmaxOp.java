package dev.lanewise.tensor.primitives;

import dev.lanewise.kernels.drivers.SoftmaxRows;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import org.jspecify.annotations.Nullable;

/**
 * Softmax and its logarithm over the last axis. A row that has a NaN or +infinity, or nothing but -infinity, becomes
 * NaN, and so does its gradient.
 */
public sealed interface SoftmaxOp extends Op {
    /** Computes rows of {@code cols} elements; there is at least one. */
    void run(Operands in, Operands out, int rows, int cols);

    /** Gradient of x. */
    Tensor gradient(Tensor y, Tensor grad);

    /** The op along any axis, which is moved last and back. */
    default Tensor along(int axis, Tensor x) {
        if (x.rank() == 0) {
            return along(axis, x.reshape(1)).reshape(x.shape());
        }
        int at = x.shape().axis(name() + ": ", axis);
        if (at == x.rank() - 1) {
            return tensor(x);
        }
        return MoveOp.swap(tensor(MoveOp.swap(x, at, x.rank() - 1)), at, x.rank() - 1);
    }

    @Override
    default Spec[] infer(Value... in) {
        Shape x = in[0].shape();
        if (x.rank() == 0) {
            throw new IllegalArgumentException(name() + ": a scalar has no last axis");
        }
        return new Spec[] {Spec.floats(x)};
    }

    @Override
    default void run(Operands in, Operands out) {
        Shape x = in.shape(0);
        if (x.size() > 0) {
            run(in, out, x.product(0, x.rank() - 1), x.dim(-1));
        }
    }

    @Override
    default Saves saves(int needs) {
        return Saves.Y;
    }

    @Override
    default @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
        Tensor grad = grads[0];
        return new @Nullable Tensor[] {grad == null ? null : gradient(saved.y(), grad)};
    }

    /** e^(x - max) / sum of those. Gradient: y (grad - sum(grad y)). */
    record Softmax() implements SoftmaxOp {
        @Override
        public void run(Operands in, Operands out, int rows, int cols) {
            SoftmaxRows.softmax(in.data(0), in.offset(0), out.data(0), out.offset(0), rows, cols);
        }

        @Override
        public Tensor gradient(Tensor y, Tensor grad) {
            return y.mul(grad.sub(grad.mul(y).sum(true, -1)));
        }
    }

    /** x - max - log of the sum of e^(x - max). Gradient: grad - e^y sum(grad). */
    record LogSoftmax() implements SoftmaxOp {
        @Override
        public void run(Operands in, Operands out, int rows, int cols) {
            SoftmaxRows.logSoftmax(in.data(0), in.offset(0), out.data(0), out.offset(0), rows, cols);
        }

        @Override
        public Tensor gradient(Tensor y, Tensor grad) {
            return grad.sub(y.exp().mul(grad.sum(true, -1)));
        }
    }
}

package dev.lanewise.tensor.primitives;

import dev.lanewise.kernels.drivers.ArgReductions;
import dev.lanewise.kernels.drivers.Reductions;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Indexing;
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
 * Reductions over neighbouring axes {@code from .. to - 1}, which stay in the output with size 1. A reduction over
 * other sets of axes is a chain of these, last axes first (see {@code Axes}).
 */
public sealed interface ReduceOp extends Op {
    /** First reduced axis. */
    int from();

    /** One past the last reduced axis. */
    int to();

    /** Reduces a block {@code [outer, length, inner]} over its middle axis. */
    void run(Operands in, Operands out, int outer, int length, int inner);

    @Override
    default Spec[] infer(Value... in) {
        int[] dims = in[0].shape().dims();
        requireAxes(this, in[0].shape());
        for (int axis = from(); axis < to(); axis++) {
            dims[axis] = 1;
        }
        return new Spec[] {Spec.floats(Shape.of(dims))};
    }

    @Override
    default void run(Operands in, Operands out) {
        Shape shape = in.shape(0);
        if (out.size(0) > 0) {
            run(in, out, shape.product(0, from()), shape.product(from(), to()), shape.product(to(), shape.rank()));
        }
    }

    private static void requireAxes(ReduceOp op, Shape shape) {
        if (op.from() < 0 || op.from() > op.to() || op.to() > shape.rank()) {
            throw new IndexOutOfBoundsException(
                    op.name() + ": axes " + op.from() + " to " + (op.to() - 1) + " of shape " + shape);
        }
    }

    /** Refuses to reduce no elements, for reductions that have no value for them. */
    private static void requireElements(ReduceOp op, Shape shape) {
        if (shape.product(op.from(), op.to()) == 0) {
            throw new IllegalArgumentException(op.name() + ": no elements to reduce in shape " + shape + " over axes "
                    + op.from() + " to " + (op.to() - 1));
        }
    }

    /** Sum; 0 for no elements. Gradient: grad, broadcast. The order of additions is part of the definition. */
    record Sum(int from, int to) implements ReduceOp {
        @Override
        public void run(Operands in, Operands out, int outer, int length, int inner) {
            Reductions.sum(in.data(0), in.offset(0), outer, length, inner, out.data(0), out.offset(0));
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            return new @Nullable Tensor[] {grad == null ? null : grad.broadcastTo(saved.shape(0))};
        }
    }

    /**
     * Largest element, NaN if any is. The gradient is shared equally among equal largest elements, or among NaNs.
     */
    record Max(int from, int to) implements ReduceOp {
        @Override
        public Spec[] infer(Value... in) {
            Spec[] inferred = ReduceOp.super.infer(in);
            requireElements(this, in[0].shape());
            return inferred;
        }

        @Override
        public void run(Operands in, Operands out, int outer, int length, int inner) {
            Reductions.max(in.data(0), in.offset(0), outer, length, inner, out.data(0), out.offset(0));
        }

        @Override
        public Saves saves(int needs) {
            return Saves.X_AND_Y;
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            return new @Nullable Tensor[] {shareAmongEqual(this, saved, grads[0])};
        }
    }

    /**
     * Smallest element, NaN if any is. The gradient is shared equally among equal smallest elements, or among NaNs.
     */
    record Min(int from, int to) implements ReduceOp {
        @Override
        public Spec[] infer(Value... in) {
            Spec[] inferred = ReduceOp.super.infer(in);
            requireElements(this, in[0].shape());
            return inferred;
        }

        @Override
        public void run(Operands in, Operands out, int outer, int length, int inner) {
            Reductions.min(in.data(0), in.offset(0), outer, length, inner, out.data(0), out.offset(0));
        }

        @Override
        public Saves saves(int needs) {
            return Saves.X_AND_Y;
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            return new @Nullable Tensor[] {shareAmongEqual(this, saved, grads[0])};
        }
    }

    private static @Nullable Tensor shareAmongEqual(ReduceOp op, Saved saved, @Nullable Tensor grad) {
        if (grad == null) {
            return null;
        }
        BoolTensor winners = saved.x().eq(saved.y()).or(saved.x().isNaN());
        Tensor count = new Sum(op.from(), op.to()).tensor(winners.toTensor());
        return Indexing.where(winners, grad.div(count), Tensor.scalar(0f));
    }

    /** Index of the first largest element along one axis (NaN counts as largest), which is dropped. No gradient. */
    record ArgMax(int from) implements ReduceOp {
        @Override
        public int to() {
            return from + 1;
        }

        @Override
        public Spec[] infer(Value... in) {
            return inferIndex(this, in[0].shape());
        }

        @Override
        public void run(Operands in, Operands out, int outer, int length, int inner) {
            ArgReductions.argmax(in.data(0), in.offset(0), outer, length, inner, out.ints(0), 0);
        }
    }

    /** Index of the first smallest element along one axis (NaN counts as smallest), which is dropped. No gradient. */
    record ArgMin(int from) implements ReduceOp {
        @Override
        public int to() {
            return from + 1;
        }

        @Override
        public Spec[] infer(Value... in) {
            return inferIndex(this, in[0].shape());
        }

        @Override
        public void run(Operands in, Operands out, int outer, int length, int inner) {
            ArgReductions.argmin(in.data(0), in.offset(0), outer, length, inner, out.ints(0), 0);
        }
    }

    private static Spec[] inferIndex(ReduceOp op, Shape shape) {
        requireAxes(op, shape);
        requireElements(op, shape);
        boolean[] drop = new boolean[shape.rank()];
        drop[op.from()] = true;
        return new Spec[] {Spec.ints(shape.without(drop))};
    }
}

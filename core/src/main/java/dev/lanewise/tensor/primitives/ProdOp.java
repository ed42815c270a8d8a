package dev.lanewise.tensor.primitives;

import dev.lanewise.kernels.drivers.Products;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import org.jspecify.annotations.Nullable;

/** Products over neighbouring axes {@code from .. to - 1}, in double precision and rounded once. */
public sealed interface ProdOp extends Op {
    /** First axis. */
    int from();

    /** One past the last axis. */
    int to();

    /** Multiplies in a block {@code [outer, length, inner]} along its middle axis. */
    void run(Operands in, Operands out, int outer, int length, int inner);

    @Override
    default boolean needsDoubles() {
        return true;
    }

    @Override
    default Spec[] infer(Value... in) {
        Shape x = in[0].shape();
        if (from() < 0 || from() > to() || to() > x.rank()) {
            throw new IndexOutOfBoundsException(
                    name() + ": axes " + from() + " to " + (to() - 1) + " of shape " + x);
        }
        return new Spec[] {Spec.floats(x)};
    }

    @Override
    default void run(Operands in, Operands out) {
        Shape x = in.shape(0);
        if (out.size(0) > 0) {
            run(in, out, x.product(0, from()), x.product(from(), to()), x.product(to(), x.rank()));
        }
    }

    @Override
    default Saves saves(int needs) {
        return Saves.X;
    }

    /** The product, 1 of no elements; the axes stay with size 1. Gradient: grad times {@link Others}. */
    record All(int from, int to) implements ProdOp {
        @Override
        public String name() {
            return "prod";
        }

        @Override
        public Spec[] infer(Value... in) {
            int[] dims = ProdOp.super.infer(in)[0].shape().dims();
            for (int axis = from; axis < to; axis++) {
                dims[axis] = 1;
            }
            return new Spec[] {Spec.floats(Shape.of(dims))};
        }

        @Override
        public void run(Operands in, Operands out, int outer, int length, int inner) {
            Products.products(in.data(0), in.offset(0), outer, length, inner, out.data(0), out.offset(0));
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            return new @Nullable Tensor[] {
                grad == null ? null : grad.mul(new Others(from, to).tensor(saved.x()))
            };
        }
    }

    /**
     * For each element the product of the others. Gradient: that of the product of a line in which the element is
     * replaced by 1, for each element; n elements take the memory of n<sup>2</sup>.
     */
    record Others(int from, int to) implements ProdOp {
        @Override
        public void run(Operands in, Operands out, int outer, int length, int inner) {
            Products.others(in.data(0), in.offset(0), outer, length, inner, out.data(0), out.offset(0));
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            if (grad == null || grad.size() == 0) {
                return grads;
            }
            Shape x = saved.shape(0);
            int outer = x.product(0, from);
            int n = x.product(from, to);
            int inner = x.product(to, x.rank());
            IntTensor places = IntTensor.arange(n);
            BoolTensor own = places.reshape(1, n, 1, 1).eq(places.reshape(1, 1, n, 1));
            Tensor lines = Indexing.where(own, Tensor.scalar(1), saved.x().reshape(outer, 1, n, inner));
            Tensor slopes = grad.reshape(outer, n, 1, inner).mul(new Others(2, 3).tensor(lines));
            return new @Nullable Tensor[] {
                Indexing.where(own, Tensor.scalar(0), slopes).sum(1).reshape(x)
            };
        }
    }
}

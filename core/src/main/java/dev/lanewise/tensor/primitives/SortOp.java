package dev.lanewise.tensor.primitives;

import dev.lanewise.kernels.drivers.Sorts;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Saves;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import org.jspecify.annotations.Nullable;

/** Orders: stable, NaN larger than all numbers, -0 equal to +0. */
public sealed interface SortOp extends Op {

    /**
     * The first k elements along an axis in ascending or descending order, and their indices. Gradient: grad at the
     * indices amid zeros.
     */
    record Top(int axis, int k, boolean descending) implements SortOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape x = in[0].shape();
            if (axis < 0 || axis >= x.rank() || k < 0 || k > x.dim(axis)) {
                throw new IllegalArgumentException("top: " + k + " elements along axis " + axis + " of shape " + x);
            }
            return new Spec[] {Spec.floats(x.with(axis, k)), Spec.ints(x.with(axis, k))};
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape x = in.shape(0);
            if (out.size(0) > 0) {
                Sorts.top(
                        in.data(0), in.offset(0), x.product(0, axis), x.dim(axis), x.product(axis + 1, x.rank()), k,
                        descending, out.data(0), out.offset(0), out.ints(1));
            }
        }

        @Override
        public Saves saves(int needs) {
            return new Saves(0, 0b10);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            return new @Nullable Tensor[] {
                grad == null
                        ? null
                        : new GatherOp.AddAt(axis, saved.shape(0).dim(axis)).tensor(grad, saved.intsOut(1))
            };
        }
    }

    /** Where values would be put in ascending lines, which are the last axis of the first input. No gradient. */
    record Search(boolean right) implements SortOp {
        @Override
        public boolean differentiable() {
            return false;
        }

        @Override
        public Spec[] infer(Value... in) {
            Shape sorted = in[0].shape();
            Shape values = in[1].shape();
            boolean fit = sorted.rank() == 1 || sorted.rank() > 1 && sorted.rank() == values.rank()
                    && sorted.with(sorted.rank() - 1, 0).equals(values.with(values.rank() - 1, 0));
            if (!fit) {
                throw new IllegalArgumentException("searchsorted: sorted " + sorted + " and values " + values
                        + ": expected a vector, or equal axes before the last");
            }
            return new Spec[] {Spec.ints(values)};
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape sorted = in.shape(0);
            int n = sorted.dim(-1);
            int lines = sorted.product(0, sorted.rank() - 1);
            int m = lines == 1 ? in.size(1) : in.dims(1)[in.dims(1).length - 1];
            if (in.size(1) > 0) {
                Sorts.search(
                        in.data(0), in.offset(0), lines, n, in.data(1), in.offset(1), in.size(1) / m, m, right,
                        out.ints(0));
            }
        }
    }
}

package dev.lanewise.tensor.primitives;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Value;
import java.util.Arrays;

/** Copies of ints and booleans to other places; there are no gradients. */
public sealed interface ArrangeOp extends Op {

    /**
     * A shape whose element at i is the one at {@code offset + sum of i * strides} of x in row-major order: slices,
     * other orders of axes and repetitions.
     */
    record Strided(Shape shape, int offset, int... strides) implements ArrangeOp {
        public Strided {
            strides = strides.clone();
        }

        @Override
        public int[] strides() {
            return strides.clone();
        }

        @Override
        public Spec[] infer(Value... in) {
            long least = offset;
            long most = offset;
            boolean fits = strides.length == shape.rank();
            for (int axis = 0; fits && axis < strides.length; axis++) {
                long reach = (shape.dim(axis) - 1L) * strides[axis];
                least += Math.min(0, reach);
                most += Math.max(0, reach);
            }
            if (!fits || shape.size() > 0 && (least < 0 || most >= in[0].shape().size())) {
                throw new IllegalArgumentException("strided: " + shape + " from " + offset + " with strides "
                        + Arrays.toString(strides) + " is not within " + in[0].shape());
            }
            return new Spec[] {new Spec(Spec.of(in[0]).type(), shape)};
        }

        @Override
        public void run(Operands in, Operands out) {
            int[] index = new int[strides.length];
            int from = offset;
            for (int i = 0; i < out.size(0); i++) {
                copy(in, 0, from, out, i, 1);
                for (int axis = index.length - 1; axis >= 0; axis--) {
                    from += strides[axis];
                    if (++index[axis] < shape.dim(axis)) {
                        break;
                    }
                    from -= strides[axis] * index[axis];
                    index[axis] = 0;
                }
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Strided that && shape.equals(that.shape) && offset == that.offset
                    && Arrays.equals(strides, that.strides);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * shape.hashCode() + offset) + Arrays.hashCode(strides);
        }

        @Override
        public String toString() {
            return "Strided[" + shape + " from " + offset + " with strides " + Arrays.toString(strides) + "]";
        }
    }

    /** One after the other along an axis; they differ in no other. */
    record Join(int axis) implements ArrangeOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape first = in[0].shape();
            long size = 0;
            for (Value value : in) {
                Shape shape = value.shape();
                boolean fits = Spec.of(value).type() == Spec.of(in[0]).type() && shape.rank() == first.rank()
                        && shape.with(axis, 0).equals(first.with(axis, 0));
                if (!fits) {
                    throw new IllegalArgumentException("concat: " + Spec.of(in[0]) + " and " + Spec.of(value)
                            + " differ in more than axis " + axis);
                }
                size += shape.dim(axis);
            }
            if (size > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("concat: " + size + " entries do not fit axis " + axis);
            }
            return new Spec[] {new Spec(Spec.of(in[0]).type(), first.with(axis, (int) size))};
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape y = out.shape(0);
            int to = 0;
            for (int outer = 0; out.size(0) > 0 && outer < y.product(0, axis); outer++) {
                for (int i = 0; i < in.count(); i++) {
                    int run = in.shape(i).product(axis, y.rank());
                    copy(in, i, outer * run, out, to, run);
                    to += run;
                }
            }
        }
    }

    /** mask ? a : b for ints; all three broadcast. */
    record Choose() implements ArrangeOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape values = Shape.broadcast("where", in[1].shape(), in[2].shape());
            return new Spec[] {Spec.ints(Shape.broadcast("where", in[0].shape(), values))};
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape shape = out.shape(0);
            boolean[] mask = in.bools(0);
            int[] a = in.ints(1);
            int[] b = in.ints(2);
            int[] y = out.ints(0);
            int[] masks = in.shape(0).repeatedIn(shape);
            int[] as = in.shape(1).repeatedIn(shape);
            int[] bs = in.shape(2).repeatedIn(shape);
            for (int i = 0; i < y.length; i++) {
                y[i] = mask[masks[i]] ? a[as[i]] : b[bs[i]];
            }
        }
    }

    /** y[.., k, ..] = x[.., index[.., k, ..], ..] of ints; the other axes agree. */
    record Pick(int axis) implements ArrangeOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape x = in[0].shape();
            Shape indices = in[1].shape();
            if (axis < 0 || axis >= x.rank() || indices.rank() != x.rank()
                    || !indices.with(axis, 0).equals(x.with(axis, 0))) {
                throw new IllegalArgumentException(
                        "pick: " + x + " and indices " + indices + " differ in more than axis " + axis);
            }
            return new Spec[] {Spec.ints(indices)};
        }

        @Override
        public boolean checksValues() {
            return true;
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape x = in.shape(0);
            int[] indices = in.ints(1);
            IndexOp.checkIndices("gather", indices, axis, x.dim(axis));
            int[] y = out.ints(0);
            int inner = x.product(axis + 1, x.rank());
            int block = out.shape(0).product(axis, x.rank());
            for (int i = 0; i < y.length; i++) {
                y[i] = in.ints(0)[(i / block * x.dim(axis) + indices[i]) * inner + i % inner];
            }
        }
    }

    private static void copy(Operands in, int i, int from, Operands out, int to, int count) {
        if (in.value(i) instanceof IntTensor) {
            System.arraycopy(in.ints(i), from, out.ints(0), to, count);
        } else {
            System.arraycopy(in.bools(i), from, out.bools(0), to, count);
        }
    }
}

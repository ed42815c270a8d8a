package dev.lanewise.tensor.primitives;

import dev.lanewise.kernels.drivers.Gathers;
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
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Ops with an index along one axis for each element; in the other axes the shapes are equal. */
public sealed interface GatherOp extends Op {
    /** The axis that the indices are for. */
    int axis();

    @Override
    default boolean checksValues() {
        return true;
    }

    /** Refuses shapes that differ in another axis. */
    private static void requireFit(GatherOp op, Shape x, Shape indices) {
        if (op.axis() < 0 || op.axis() >= x.rank()) {
            throw new IndexOutOfBoundsException(op.name() + ": axis " + op.axis() + " of shape " + x);
        }
        if (indices.rank() != x.rank() || !indices.with(op.axis(), 0).equals(x.with(op.axis(), 0))) {
            throw new IllegalArgumentException(op.name() + ": " + x + " and indices " + indices
                    + " differ in another axis than " + op.axis());
        }
    }

    /** x with some elements changed by a source of the shape of the indices. */
    private static Spec[] changed(GatherOp op, Value... in) {
        requireFit(op, in[0].shape(), in[1].shape());
        if (!in[2].shape().equals(in[1].shape())) {
            throw new IllegalArgumentException(
                    op.name() + ": source " + in[2].shape() + " and indices " + in[1].shape() + " differ");
        }
        return new Spec[] {Spec.floats(in[0].shape())};
    }

    /** y[.., k, ..] = x[.., index[.., k, ..], ..]. Gradient: {@link AddAt} of grad. */
    record Gather(int axis) implements GatherOp {
        @Override
        public Spec[] infer(Value... in) {
            requireFit(this, in[0].shape(), in[1].shape());
            return new Spec[] {Spec.floats(in[1].shape())};
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape x = in.shape(0);
            IndexOp.checkIndices("gather", in.ints(1), axis, x.dim(axis));
            if (out.size(0) > 0) {
                Gathers.gather(
                        in.data(0), in.offset(0), x.product(0, axis), x.dim(axis), x.product(axis + 1, x.rank()),
                        in.ints(1), in.dims(1)[axis], out.data(0), out.offset(0));
            }
        }

        @Override
        public Saves saves(int needs) {
            return Saves.B;
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            return new @Nullable Tensor[] {
                grad == null ? null : new AddAt(axis, saved.shape(0).dim(axis)).tensor(grad, saved.ints(1)), null
            };
        }
    }

    /**
     * Sums of the elements that name a place of an axis of a new size, in ascending order, in chains of the length of
     * those of products. Gradient: {@link Gather} of grad.
     */
    record AddAt(int axis, int size) implements GatherOp {
        @Override
        public Spec[] infer(Value... in) {
            requireFit(this, in[0].shape(), in[1].shape());
            if (in[0].shape().dim(axis) != in[1].shape().dim(axis)) {
                throw new IllegalArgumentException(
                        "addAt: " + in[0].shape() + " and indices " + in[1].shape() + " differ");
            }
            return new Spec[] {Spec.floats(in[0].shape().with(axis, size))};
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape x = in.shape(0);
            IndexOp.checkIndices("scatterAdd", in.ints(1), axis, size);
            Gathers.add(
                    in.data(0), in.offset(0), x.product(0, axis), x.dim(axis), x.product(axis + 1, x.rank()),
                    in.ints(1), out.data(0), out.offset(0), size);
        }

        @Override
        public Saves saves(int needs) {
            return Saves.B;
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            return new @Nullable Tensor[] {
                grad == null ? null : new Gather(axis).tensor(grad, saved.ints(1)), null
            };
        }
    }

    /** x plus the sums that {@link AddAt} makes of a source. Gradients: grad, and {@link Gather} of grad. */
    record AddTo(int axis) implements GatherOp {
        @Override
        public Spec[] infer(Value... in) {
            return changed(this, in);
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape indices = in.shape(1);
            IndexOp.checkIndices("scatterAdd", in.ints(1), axis, in.dims(0)[axis]);
            Gathers.addTo(
                    in.data(0), in.offset(0), in.data(2), in.offset(2), indices.product(0, axis), indices.dim(axis),
                    indices.product(axis + 1, indices.rank()), in.ints(1), out.data(0), out.offset(0),
                    in.dims(0)[axis]);
        }

        @Override
        public Saves saves(int needs) {
            return Saves.B;
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            return new @Nullable Tensor[] {
                grad == null || !saved.needs(0) ? null : grad,
                null,
                grad == null || !saved.needs(2) ? null : new Gather(axis).tensor(grad, saved.ints(1))
            };
        }
    }

    /**
     * x with the elements of a source in the places that the indices name, the last one of several. Gradients: grad
     * with zeros in these places, and grad there, for those that were not overwritten.
     */
    record Put(int axis) implements GatherOp {
        /** Up to here floats can count the elements of a line. */
        private static final int MOST_COUNTED = 1 << 24;

        @Override
        public Spec[] infer(Value... in) {
            return changed(this, in);
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape indices = in.shape(1);
            IndexOp.checkIndices("scatter", in.ints(1), axis, in.dims(0)[axis]);
            System.arraycopy(in.data(0), in.offset(0), out.data(0), out.offset(0), out.size(0));
            if (in.size(1) > 0) {
                Gathers.put(
                        in.data(2), in.offset(2), indices.product(0, axis), indices.dim(axis),
                        indices.product(axis + 1, indices.rank()), in.ints(1), out.data(0), out.offset(0),
                        in.dims(0)[axis]);
            }
        }

        @Override
        public Saves saves(int needs) {
            return Saves.B;
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            @Nullable
            Tensor[] found = new Tensor[3];
            if (grad == null) {
                return found;
            }
            IntTensor indices = saved.ints(1);
            if (saved.needs(0)) {
                found[0] = new Put(axis).tensor(grad, indices, Tensor.zeros(indices.shape()));
            }
            if (saved.needs(2)) {
                Tensor here = new Gather(axis).tensor(grad, indices);
                found[2] = Indexing.where(lastOnes(indices, saved.shape(0)), here, Tensor.scalar(0));
            }
            return found;
        }

        /** Whether an element is the last one of those that name the same place. */
        private BoolTensor lastOnes(IntTensor indices, Shape target) {
            if (indices.shape().dim(axis) > MOST_COUNTED) {
                throw new UnsupportedOperationException("scatter: the gradient of a source " + indices.shape()
                        + " is not available, as axis " + axis + " is longer than " + MOST_COUNTED);
            }
            int[] dims = new int[target.rank()];
            Arrays.fill(dims, 1);
            dims[axis] = indices.shape().dim(axis);
            Tensor order = Tensor.arange(dims[axis]).reshape(dims).broadcastTo(indices.shape());
            Tensor last = new Put(axis).tensor(Tensor.zeros(target), indices, order);
            return new Gather(axis).tensor(last, indices).eq(order);
        }
    }
}

package dev.lanewise.tensor.primitives;

import dev.lanewise.kernels.drivers.Elementwise;
import dev.lanewise.kernels.drivers.Indices;
import dev.lanewise.kernels.drivers.Moves;
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
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ops that choose elements by masks or by indices. */
public sealed interface IndexOp extends Op {

    /** mask ? a : b, all three broadcast. Gradients: grad where the mask is true, and where it is false. */
    record Where() implements IndexOp, ElementwiseOp {
        @Override
        public List<Step> steps() {
            return List.of(new Step("select"));
        }

        @Override
        public Spec[] infer(Value... in) {
            Shape values = Shape.broadcast(name(), in[1].shape(), in[2].shape());
            return new Spec[] {Spec.floats(Shape.broadcast(name(), in[0].shape(), values))};
        }

        @Override
        public void run(Operands in, Operands out) {
            Elementwise.where(
                    Elements.compare(),
                    in.bools(0), 0, in.dims(0),
                    in.data(1), in.offset(1), in.dims(1),
                    in.data(2), in.offset(2), in.dims(2),
                    out.data(0), out.offset(0), out.dims(0));
        }

        @Override
        public Saves saves(int needs) {
            return Saves.X;
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            if (grad == null) {
                return new @Nullable Tensor[3];
            }
            BoolTensor mask = saved.bools(0);
            Tensor zero = Tensor.scalar(0f);
            return new @Nullable Tensor[] {
                null,
                saved.needs(1) ? Indexing.where(mask, grad, zero) : null,
                saved.needs(2) ? Indexing.where(mask, zero, grad) : null
            };
        }
    }

    /** Rows of x (along axis 0) named by indices. Gradient: {@link AddRows} of grad. */
    record TakeRows() implements IndexOp {
        @Override
        public boolean checksValues() {
            return true;
        }

        @Override
        public Spec[] infer(Value... in) {
            Shape x = in[0].shape();
            Shape indices = in[1].shape();
            if (x.rank() == 0) {
                throw new IllegalArgumentException("take: a scalar has no rows");
            }
            return new Spec[] {Spec.floats(rowsOf(x, indices))};
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape x = in.shape(0);
            int row = x.product(1, x.rank());
            int[] indices = in.ints(1);
            checkIndices("take", indices, 0, x.dim(0));
            if (out.size(0) == 0) {
                return;
            }
            Moves.takeRows(in.data(0), in.offset(0), row, indices, 0, indices.length, out.data(0), out.offset(0));
        }

        @Override
        public Saves saves(int needs) {
            return Saves.B;
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            return new @Nullable Tensor[] {
                grad == null ? null : new AddRows(saved.shape(0)).tensor(grad, saved.ints(1)), null
            };
        }
    }

    /**
     * Zeros of a shape with the rows of x added at the indices: rows that name the same target are added in their
     * order, in chains of 512. Gradient: those rows of grad.
     */
    record AddRows(Shape shape) implements IndexOp {
        @Override
        public boolean checksValues() {
            return true;
        }

        @Override
        public Spec[] infer(Value... in) {
            Shape indices = in[1].shape();
            if (shape.rank() == 0 || !in[0].shape().equals(rowsOf(shape, indices))) {
                throw new IllegalArgumentException("addRows: rows " + in[0].shape() + " at indices " + indices
                        + " do not fit shape " + shape);
            }
            return new Spec[] {Spec.floats(shape)};
        }

        @Override
        public void run(Operands in, Operands out) {
            int row = shape.product(1, shape.rank());
            int[] indices = in.ints(1);
            checkIndices("addRows", indices, 0, shape.dim(0));
            if (out.size(0) > 0) {
                Moves.addRows(in.data(0), in.offset(0), row, indices, out.data(0), out.offset(0), shape.dim(0));
            }
        }

        @Override
        public Saves saves(int needs) {
            return Saves.B;
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            return new @Nullable Tensor[] {grad == null ? null : Indexing.take(grad, saved.ints(1)), null};
        }
    }

    /** 1 at each index, 0 elsewhere, along a new last axis. No gradient: the input is ints. */
    record OneHot(int classes) implements IndexOp {
        @Override
        public boolean checksValues() {
            return true;
        }

        @Override
        public Spec[] infer(Value... in) {
            IntTensor indices = (IntTensor) in[0];
            int[] dims = Arrays.copyOf(indices.shape().dims(), indices.shape().rank() + 1);
            dims[dims.length - 1] = classes;
            return new Spec[] {Spec.floats(Shape.of(dims))};
        }

        @Override
        public void run(Operands in, Operands out) {
            int[] indices = in.ints(0);
            int at = Indices.firstOutside(indices, classes);
            if (at >= 0) {
                throw new IndexOutOfBoundsException(
                        "oneHot: index " + indices[at] + " at position " + at + " is outside 0 .. " + (classes - 1));
            }
            Moves.oneHot(indices, 0, indices.length, classes, out.data(0), out.offset(0));
        }
    }

    /** Shape of the rows of a shape at indices of another: {@code [I..., D...]}. */
    private static Shape rowsOf(Shape x, Shape indices) {
        int[] dims = Arrays.copyOf(indices.dims(), indices.rank() + x.rank() - 1);
        System.arraycopy(x.dims(), 1, dims, indices.rank(), x.rank() - 1);
        return Shape.of(dims);
    }

    /** Refuses an index that an axis does not have, naming it and its place. */
    static void checkIndices(String op, int[] indices, int axis, int size) {
        int at = Indices.firstOutside(indices, size);
        if (at >= 0) {
            throw new IndexOutOfBoundsException(op + ": index " + indices[at] + " at position " + at
                    + " is outside axis " + axis + " of size " + size);
        }
    }
}

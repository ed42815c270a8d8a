package dev.lanewise.tensor.primitives;

import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Ops whose output is a view of the input's storage: nothing is copied. */
public sealed interface ViewOp extends Op {
    @Override
    default boolean isView() {
        return true;
    }

    @Override
    default void run(Operands in, Operands out) {
        // The output is the input's storage: there is nothing to compute.
    }

    /** The same elements without history: no gradient flows through. */
    record Detach() implements ViewOp {
        @Override
        public Spec[] infer(Value... in) {
            return new Spec[] {Spec.floats(in[0].shape())};
        }

        @Override
        public boolean differentiable() {
            return false;
        }
    }

    /** The same elements in another shape. Gradient: grad in the input's shape. */
    record Reshape(Shape shape) implements ViewOp {
        @Override
        public Spec[] infer(Value... in) {
            if (in[0].shape().size() != shape.size()) {
                throw new IllegalArgumentException("reshape: " + in[0].shape() + " of " + in[0].shape().size()
                        + " elements to " + shape + " of " + shape.size());
            }
            return new Spec[] {Spec.floats(shape)};
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            return new @Nullable Tensor[] {grad == null ? null : grad.reshape(saved.shape(0))};
        }
    }

    /** Elements {@code from .. to - 1} of an axis that has only axes of size 1 before it. Gradient: grad amid zeros. */
    record LeadingSlice(int axis, int from, int to) implements ViewOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape x = in[0].shape();
            Spec[] part = MoveOp.slice(x, axis, from, to);
            if (x.product(0, axis) > 1) {
                throw new IllegalArgumentException("slice: axis " + axis + " of " + x + " is not the leading one");
            }
            return part;
        }

        @Override
        public int viewOffset(Shape x) {
            return from * x.product(axis + 1, x.rank());
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            return new @Nullable Tensor[] {MoveOp.unslice(axis, from, to, saved, grads[0])};
        }
    }

    /** A shape with a new axis of size 1 before {@code axis}; -1 puts it last. */
    static Shape unsqueezed(Shape shape, int axis) {
        int rank = shape.rank() + 1;
        int at = axis < 0 ? axis + rank : axis;
        if (at < 0 || at >= rank) {
            throw new IndexOutOfBoundsException("unsqueeze: axis " + axis + " for shape " + shape);
        }
        int[] dims = new int[rank];
        for (int i = 0; i < rank; i++) {
            dims[i] = i == at ? 1 : shape.dim(i < at ? i : i - 1);
        }
        return Shape.of(dims);
    }

    /**
     * A shape with its axes from {@code axis} on as one.
     *
     * @throws IllegalArgumentException if that axis would have more than 2<sup>31</sup>-1 entries
     */
    static Shape flattened(Shape shape, int axis) {
        int from = shape.axis("flatten: ", axis);
        int[] dims = Arrays.copyOf(shape.dims(), from + 1);
        dims[from] = shape.product(from, shape.rank());
        Shape flat = Shape.of(dims);
        if (dims[from] == Integer.MAX_VALUE && shape.size() == 0) {
            throw new IllegalArgumentException(
                    "flatten: axes " + from + " to " + (shape.rank() - 1) + " of " + shape + " do not fit one axis");
        }
        return flat;
    }

    /**
     * The shape that a reshape to {@code dims} gives, with a single -1 worked out from the rest.
     *
     * @throws IllegalArgumentException if the sizes do not agree or cannot be worked out
     */
    static Shape resolve(Shape from, int... dims) {
        int unknown = -1;
        long known = 1;
        for (int axis = 0; axis < dims.length; axis++) {
            if (dims[axis] == -1) {
                if (unknown >= 0) {
                    throw new IllegalArgumentException("reshape: more than one -1 in " + Arrays.toString(dims));
                }
                unknown = axis;
            } else {
                known *= dims[axis];
            }
        }
        int[] full = dims.clone();
        if (unknown >= 0) {
            if (known == 0 || from.size() % known != 0) {
                throw new IllegalArgumentException("reshape: " + from + " of " + from.size()
                        + " elements to " + Arrays.toString(dims) + ": the -1 cannot be worked out");
            }
            full[unknown] = (int) (from.size() / known);
        }
        Shape shape = Shape.of(full);
        if (shape.size() != from.size()) {
            throw new IllegalArgumentException("reshape: " + from + " of " + from.size() + " elements to " + shape
                    + " of " + shape.size());
        }
        return shape;
    }
}

package dev.lanewise.tensor.primitives;

import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
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
}

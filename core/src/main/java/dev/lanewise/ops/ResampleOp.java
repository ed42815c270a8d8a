package dev.lanewise.ops;

import dev.lanewise.kernels.drivers.Resamples;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import org.jspecify.annotations.Nullable;

/**
 * Interpolation along an axis and its gradient, two linear maps of which each is the other's gradient. A result is the
 * sum of few products, as {@code kernels.ResampleKernels} defines it: the first one rounded, the others added by fma in
 * ascending order of what they are products of. Several axes take an op each, in the order of
 * {@link Resampling#interpolate}.
 */
public sealed interface ResampleOp extends Op {
    /** The axis that gets another size. */
    int axis();

    /** The map along the axis of an input of this shape. */
    LineMap map(Shape x);

    @Override
    default void run(Operands in, Operands out) {
        if (out.size(0) > 0) {
            Shape x = in.shape(0);
            LineMap map = map(x);
            Resamples.along(
                    in.data(0), in.offset(0), x.product(0, axis()), x.dim(axis()), x.product(axis() + 1, x.rank()),
                    map.start(), map.index(), map.weight(), out.data(0), out.offset(0));
        }
    }

    /**
     * The values at {@code count} places along an axis.
     *
     * @param factor that the axis is stretched by; 0 for the ratio of sizes
     */
    record Interpolate(int axis, Interpolation how, int count, double factor) implements ResampleOp {
        @Override
        public Spec[] infer(Value... in) {
            return resized(this, in[0].shape(), axis, count, factor);
        }

        @Override
        public LineMap map(Shape x) {
            return LineMap.of(how, x.dim(axis), count, factor);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            return new @Nullable Tensor[] {
                grad == null
                        ? null
                        : new InterpolateGradient(axis, how, saved.shape(0).dim(axis), factor).tensor(grad)
            };
        }
    }

    /** From the gradient of {@link Interpolate} that of its input, whose axis has this size. */
    record InterpolateGradient(int axis, Interpolation how, int size, double factor) implements ResampleOp {
        @Override
        public Spec[] infer(Value... in) {
            return resized(this, in[0].shape(), axis, size, factor);
        }

        @Override
        public LineMap map(Shape x) {
            return LineMap.of(how, size, x.dim(axis), factor).transposed();
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            return new @Nullable Tensor[] {
                grad == null ? null : new Interpolate(axis, how, saved.shape(0).dim(axis), factor).tensor(grad)
            };
        }
    }

    private static Spec[] resized(Op op, Shape x, int axis, int size, double factor) {
        if (axis < 0 || axis >= x.rank() || x.dim(axis) == 0 || size < 1
                || !(factor >= 0 && factor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(op.name() + ": axis " + axis + " of " + x + " to size " + size
                    + " by factor " + factor + ": expected an axis that is not empty, and a positive size");
        }
        return new Spec[] {Spec.floats(x.with(axis, size))};
    }
}

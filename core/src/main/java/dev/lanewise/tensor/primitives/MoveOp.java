package dev.lanewise.tensor.primitives;

import dev.lanewise.kernels.drivers.Elementwise;
import dev.lanewise.kernels.drivers.Moves;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Saved;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ops that copy elements to other places and compute nothing. */
public sealed interface MoveOp extends Op {

    /** Axes in another order: output axis i is input axis {@code order[i]}. Gradient: grad in the inverse order. */
    record Permute(int... order) implements MoveOp {
        public Permute {
            order = order.clone();
        }

        @Override
        public int[] order() {
            return order.clone();
        }

        @Override
        public Spec[] infer(Value... in) {
            Shape x = in[0].shape();
            int[] dims = new int[order.length];
            boolean[] named = new boolean[x.rank()];
            boolean each = order.length == x.rank();
            for (int i = 0; each && i < order.length; i++) {
                int axis = order[i];
                each = axis >= 0 && axis < order.length && !named[axis];
                if (each) {
                    named[axis] = true;
                    dims[i] = x.dim(axis);
                }
            }
            if (!each) {
                throw new IllegalArgumentException(
                        "permute: " + Arrays.toString(order) + " does not name each axis of " + x + " once");
            }
            return new Spec[] {Spec.floats(Shape.of(dims))};
        }

        @Override
        public void run(Operands in, Operands out) {
            if (out.size(0) == 0) {
                return;
            }
            Moves.permute(in.data(0), in.offset(0), in.dims(0), order, out.data(0), out.offset(0));
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            int[] inverse = new int[order.length];
            for (int axis = 0; axis < order.length; axis++) {
                inverse[order[axis]] = axis;
            }
            Tensor grad = grads[0];
            return new @Nullable Tensor[] {grad == null ? null : grad.permute(inverse)};
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Permute that && Arrays.equals(order, that.order);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(order);
        }

        @Override
        public String toString() {
            return "Permute" + Arrays.toString(order);
        }
    }

    /** Repetition along axes of size 1, by NumPy's broadcasting. The walk sums the gradient back. */
    record BroadcastTo(Shape shape) implements MoveOp, ElementwiseOp {
        @Override
        public List<Step> steps() {
            return List.of(new Step("copy"));
        }

        @Override
        public Spec[] infer(Value... in) {
            if (!Shape.broadcast(name(), in[0].shape(), shape).equals(shape)) {
                throw new IllegalArgumentException("broadcastTo: " + in[0].shape() + " does not broadcast to " + shape);
            }
            return new Spec[] {Spec.floats(shape)};
        }

        @Override
        public void run(Operands in, Operands out) {
            Elementwise.broadcast(in.data(0), in.offset(0), in.dims(0), out.data(0), out.offset(0), out.dims(0));
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            return grads;
        }
    }

    /** Elements {@code from .. to - 1} along an axis. Gradient: grad amid zeros. */
    record Slice(int axis, int from, int to) implements MoveOp {
        @Override
        public Spec[] infer(Value... in) {
            return slice(in[0].shape(), axis, from, to);
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape s = in.shape(0);
            if (out.size(0) == 0) {
                return;
            }
            Moves.slice(
                    in.data(0), in.offset(0), s.product(0, axis), s.dim(axis), s.product(axis + 1, s.rank()),
                    from, to - from, out.data(0), out.offset(0));
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            return new @Nullable Tensor[] {unslice(axis, from, to, saved, grads[0])};
        }
    }

    /** Zeros put before and after along an axis. Gradient: the slice of grad between them. */
    record Pad(int axis, int before, int after) implements MoveOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape x = in[0].shape();
            requireAxis("pad", x, axis);
            if (before < 0 || after < 0) {
                throw new IllegalArgumentException("pad: " + before + " before and " + after + " after along axis "
                        + axis + " of shape " + x);
            }
            return new Spec[] {Spec.floats(resized("pad", x, axis, (long) before + x.dim(axis) + after))};
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape s = in.shape(0);
            if (out.size(0) == 0) {
                return;
            }
            Moves.pad(
                    in.data(0), in.offset(0), s.product(0, axis), s.dim(axis), s.product(axis + 1, s.rank()),
                    out.data(0), out.offset(0), out.dims(0)[axis], before);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            int size = saved.shape(0).dim(axis);
            return new @Nullable Tensor[] {grad == null ? null : grad.slice(axis, before, before + size)};
        }
    }

    /**
     * Elements {@code start, start + step, ...} along an axis, {@code count} of them. Gradient: grad at these places
     * amid zeros.
     *
     * @param step not 0; negative to go backwards
     */
    record Strided(int axis, int start, int step, int count) implements MoveOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape x = in[0].shape();
            requirePlaces("slice", x, axis, start, step, count);
            return new Spec[] {Spec.floats(x.with(axis, count))};
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape s = in.shape(0);
            if (out.size(0) > 0) {
                Moves.takeEvery(
                        in.data(0), in.offset(0), s.product(0, axis), s.dim(axis), s.product(axis + 1, s.rank()),
                        start, step, count, out.data(0), out.offset(0));
            }
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            return new @Nullable Tensor[] {
                grad == null ? null : new Spread(axis, saved.shape(0).dim(axis), start, step).tensor(grad)
            };
        }
    }

    /**
     * Elements put at {@code start, start + step, ...} along an axis of a new size, zeros elsewhere. Gradient: grad at
     * these places.
     */
    record Spread(int axis, int size, int start, int step) implements MoveOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape x = in[0].shape();
            requireAxis("spread", x, axis);
            Shape y = x.with(axis, size);
            requirePlaces("spread", y, axis, start, step, x.dim(axis));
            return new Spec[] {Spec.floats(y)};
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape s = in.shape(0);
            Arrays.fill(out.data(0), out.offset(0), out.offset(0) + out.size(0), 0f);
            if (in.size(0) > 0) {
                Moves.placeEvery(
                        in.data(0), in.offset(0), s.product(0, axis), s.dim(axis), s.product(axis + 1, s.rank()),
                        out.data(0), out.offset(0), size, start, step);
            }
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            return new @Nullable Tensor[] {
                grad == null ? null : new Strided(axis, start, step, saved.shape(0).dim(axis)).tensor(grad)
            };
        }
    }

    /**
     * What is on diagonal k of the last two axes or below it ({@code lower}), or on it or above it; 0 elsewhere.
     * Gradient: the same of grad.
     */
    record Triangle(boolean lower, int k) implements MoveOp {
        @Override
        public Spec[] infer(Value... in) {
            Shape x = in[0].shape();
            if (x.rank() < 2) {
                throw new IllegalArgumentException("triangle: " + x + " has fewer than two axes");
            }
            return new Spec[] {Spec.floats(x)};
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape s = in.shape(0);
            if (out.size(0) > 0) {
                Moves.triangles(
                        in.data(0), in.offset(0), s.product(0, s.rank() - 2), s.dim(-2), s.dim(-1), lower, k,
                        out.data(0), out.offset(0));
            }
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            return new @Nullable Tensor[] {grad == null ? null : tensor(grad)};
        }
    }

    /** Tensors one after the other along an axis. Gradients: the slices of grad. */
    record Concat(int axis) implements MoveOp {
        @Override
        public Spec[] infer(Value... in) {
            if (in.length == 0) {
                throw new IllegalArgumentException("concat: no tensors given");
            }
            Shape first = in[0].shape();
            requireAxis("concat", first, axis);
            long total = 0;
            for (int i = 0; i < in.length; i++) {
                Shape shape = in[i].shape();
                if (shape.rank() != first.rank()
                        || !shape.with(axis, 0).equals(first.with(axis, 0))) {
                    throw new IllegalArgumentException("concat: tensor " + i + " " + shape + " differs from " + first
                            + " in another axis than " + axis);
                }
                total += shape.dim(axis);
            }
            return new Spec[] {Spec.floats(resized("concat", first, axis, total))};
        }

        @Override
        public void run(Operands in, Operands out) {
            Shape s = out.shape(0);
            if (out.size(0) == 0) {
                return;
            }
            int outer = s.product(0, axis);
            int inner = s.product(axis + 1, s.rank());
            int start = 0;
            for (int i = 0; i < in.count(); i++) {
                int count = in.dims(i)[axis];
                Moves.place(
                        in.data(i), in.offset(i), outer, count, inner, out.data(0), out.offset(0), s.dim(axis), start);
                start += count;
            }
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            @Nullable
            Tensor[] parts = new Tensor[saved.inputs()];
            Tensor grad = grads[0];
            if (grad == null) {
                return parts;
            }
            int from = 0;
            for (int i = 0; i < parts.length; i++) {
                int to = from + saved.shape(i).dim(axis);
                parts[i] = saved.needs(i) ? grad.slice(axis, from, to) : null;
                from = to;
            }
            return parts;
        }
    }

    /** A tensor with two axes swapped. */
    static Tensor swap(Tensor x, int i, int j) {
        int[] order = new int[x.rank()];
        Arrays.setAll(order, axis -> axis == i ? j : axis == j ? i : axis);
        return new Permute(order).tensor(x);
    }

    /** The output of a slice. */
    static Spec[] slice(Shape x, int axis, int from, int to) {
        requireAxis("slice", x, axis);
        if (from < 0 || from > to || to > x.dim(axis)) {
            throw new IndexOutOfBoundsException(
                    "slice: " + from + " to " + to + " along axis " + axis + " of shape " + x);
        }
        return new Spec[] {Spec.floats(x.with(axis, to - from))};
    }

    /** Refuses places along an axis that it does not have. */
    private static void requirePlaces(String op, Shape x, int axis, int start, int step, int count) {
        requireAxis(op, x, axis);
        long last = start + (count - 1L) * step;
        boolean within = count == 0 || start >= 0 && start < x.dim(axis) && last >= 0 && last < x.dim(axis);
        if (step == 0 || count < 0 || !within) {
            throw new IndexOutOfBoundsException(op + ": " + count + " elements from " + start + " in steps of " + step
                    + " along axis " + axis + " of shape " + x);
        }
    }

    /** The shape with another size of an axis; refused if that is too large. */
    static Shape resized(String op, Shape x, int axis, long size) {
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(op + ": axis " + axis + " of " + x + " would have size " + size
                    + ", more than " + Integer.MAX_VALUE);
        }
        try {
            return x.with(axis, (int) size);
        } catch (IllegalArgumentException fault) { // no array holds it
            throw new IllegalArgumentException(op + ": " + fault.getMessage(), fault);
        }
    }

    private static void requireAxis(String op, Shape x, int axis) {
        if (axis < 0 || axis >= x.rank()) {
            throw new IndexOutOfBoundsException(op + ": axis " + axis + " of shape " + x);
        }
    }

    /** The gradient of a slice: grad with zeros around it. */
    static @Nullable Tensor unslice(int axis, int from, int to, Saved saved, @Nullable Tensor grad) {
        return grad == null ? null : new Pad(axis, from, saved.shape(0).dim(axis) - to).tensor(grad);
    }
}

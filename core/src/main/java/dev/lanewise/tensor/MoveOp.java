package dev.lanewise.tensor;

import dev.lanewise.kernels.drivers.Elementwise;
import dev.lanewise.kernels.drivers.Moves;
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
                    dims[i] = x.raw()[axis];
                }
            }
            if (!each) {
                throw new IllegalArgumentException(
                        "permute: " + Arrays.toString(order) + " does not name each axis of " + x + " once");
            }
            return new Spec[] {Spec.floats(Shape.of(dims))};
        }

        @Override
        public void run(Value[] in, Value[] out) {
            Tensor x = (Tensor) in[0];
            Tensor y = (Tensor) out[0];
            if (y.size() == 0) {
                return;
            }
            Moves.permute(x.data(), x.offset(), x.shape().raw(), order, y.data(), y.offset());
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
        public void run(Value[] in, Value[] out) {
            Tensor x = (Tensor) in[0];
            Tensor y = (Tensor) out[0];
            Elementwise.broadcast(x.data(), x.offset(), x.shape().raw(), y.data(), y.offset(), shape.raw());
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
        public void run(Value[] in, Value[] out) {
            Tensor x = (Tensor) in[0];
            Tensor y = (Tensor) out[0];
            Shape s = x.shape();
            if (y.size() == 0) {
                return;
            }
            Moves.slice(
                    x.data(), x.offset(), s.product(0, axis), s.raw()[axis], s.product(axis + 1, s.rank()),
                    from, to - from, y.data(), y.offset());
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
            return new Spec[] {Spec.floats(resized("pad", x, axis, (long) before + x.raw()[axis] + after))};
        }

        @Override
        public void run(Value[] in, Value[] out) {
            Tensor x = (Tensor) in[0];
            Tensor y = (Tensor) out[0];
            Shape s = x.shape();
            if (y.size() == 0) {
                return;
            }
            Moves.pad(
                    x.data(), x.offset(), s.product(0, axis), s.raw()[axis], s.product(axis + 1, s.rank()),
                    y.data(), y.offset(), y.shape().raw()[axis], before);
        }

        @Override
        public @Nullable Tensor[] gradients(Saved saved, @Nullable Tensor[] grads) {
            Tensor grad = grads[0];
            int size = saved.shape(0).raw()[axis];
            return new @Nullable Tensor[] {grad == null ? null : grad.slice(axis, before, before + size)};
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
                total += shape.raw()[axis];
            }
            return new Spec[] {Spec.floats(resized("concat", first, axis, total))};
        }

        @Override
        public void run(Value[] in, Value[] out) {
            Tensor y = (Tensor) out[0];
            Shape s = y.shape();
            if (y.size() == 0) {
                return;
            }
            int outer = s.product(0, axis);
            int inner = s.product(axis + 1, s.rank());
            int start = 0;
            for (Value value : in) {
                Tensor x = (Tensor) value;
                int count = x.dim(axis);
                Moves.place(x.data(), x.offset(), outer, count, inner, y.data(), y.offset(), s.raw()[axis], start);
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
                int to = from + saved.shape(i).raw()[axis];
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

    /** What a slice gives. */
    static Spec[] slice(Shape x, int axis, int from, int to) {
        requireAxis("slice", x, axis);
        if (from < 0 || from > to || to > x.raw()[axis]) {
            throw new IndexOutOfBoundsException(
                    "slice: " + from + " to " + to + " along axis " + axis + " of shape " + x);
        }
        return new Spec[] {Spec.floats(x.with(axis, to - from))};
    }

    /** Refuses null among the tensors, naming its place. */
    static void requireEach(String op, Tensor[] tensors) {
        for (int i = 0; i < tensors.length; i++) {
            if (tensors[i] == null) {
                throw new IllegalArgumentException(op + ": tensor " + i + " is null");
            }
        }
    }

    /** The shape with another size of an axis, which may be too large for one. */
    private static Shape resized(String op, Shape x, int axis, long size) {
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(op + ": axis " + axis + " of " + x + " would have size " + size
                    + ", more than " + Integer.MAX_VALUE);
        }
        return x.with(axis, (int) size);
    }

    private static void requireAxis(String op, Shape x, int axis) {
        if (axis < 0 || axis >= x.rank()) {
            throw new IndexOutOfBoundsException(op + ": axis " + axis + " of shape " + x);
        }
    }

    /** The gradient of a slice: grad with zeros around it. */
    static @Nullable Tensor unslice(int axis, int from, int to, Saved saved, @Nullable Tensor grad) {
        return grad == null ? null : new Pad(axis, from, saved.shape(0).raw()[axis] - to).tensor(grad);
    }
}

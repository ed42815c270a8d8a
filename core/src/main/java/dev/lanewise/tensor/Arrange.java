package dev.lanewise.tensor;

import dev.lanewise.tensor.primitives.ArrangeOp;
import dev.lanewise.tensor.primitives.LogicOp;
import dev.lanewise.tensor.primitives.MoveOp;
import dev.lanewise.tensor.primitives.ViewOp;
import dev.lanewise.text.Required;
import java.util.Arrays;

/** Changes of shape for ints and booleans alike, as {@link Tensor} and {@link Shapes} have them for floats. */
final class Arrange {
    private Arrange() {}

    @SafeVarargs
    @SuppressWarnings("unchecked") // the ops used here give what they are given
    private static <T extends Value> T apply(Op op, T... x) {
        return (T) op.apply(x)[0];
    }

    static <T extends Value> T reshape(T x, Shape target) {
        return target.equals(x.shape()) ? x : apply(new LogicOp.Reshape(target), x);
    }

    static <T extends Value> T squeeze(T x, int axis) {
        Shape shape = x.shape();
        int at = shape.axis("squeeze: ", axis);
        if (shape.dim(at) != 1) {
            throw new IllegalArgumentException(
                    "squeeze: axis " + axis + " of " + shape + " has size " + shape.dim(at) + ", not 1");
        }
        boolean[] drop = new boolean[shape.rank()];
        drop[at] = true;
        return reshape(x, shape.without(drop));
    }

    static <T extends Value> T permute(T x, int... order) {
        Shape shape = x.shape();
        int[] strides = strides(shape);
        int[] dims = new int[Required.nonNull("permute: the array of axes", order).length];
        int[] moved = new int[order.length];
        boolean[] named = new boolean[shape.rank()];
        for (int i = 0; i < order.length; i++) {
            int axis = shape.axis("permute: ", order[i]);
            named[axis] = true;
            dims[i] = shape.dim(axis);
            moved[i] = strides[axis];
        }
        boolean each = order.length == shape.rank();
        for (boolean one : named) {
            each &= one;
        }
        if (!each) {
            throw new IllegalArgumentException(
                    "permute: " + Arrays.toString(order) + " does not name each axis of " + shape + " once");
        }
        return apply(new ArrangeOp.Strided(Shape.of(dims), 0, moved), x);
    }

    static <T extends Value> T slice(T x, int axis, int from, int to) {
        Shape shape = x.shape();
        int at = shape.axis("slice: ", axis);
        int start = shape.end(at, from);
        int stop = shape.end(at, to);
        if (start < 0 || start > stop || stop > shape.dim(at)) {
            throw new IndexOutOfBoundsException(
                    "slice: " + from + " to " + to + " along axis " + axis + " of shape " + shape);
        }
        int[] strides = strides(shape);
        return apply(new ArrangeOp.Strided(shape.with(at, stop - start), start * strides[at], strides), x);
    }

    /** The op that takes a part of floats: a view if it lies in one piece. */
    static Op part(Shape shape, int axis, int from, int to) {
        int start = shape.end(axis, from);
        int stop = shape.end(axis, to);
        return shape.product(0, axis) == 1
                ? new ViewOp.LeadingSlice(axis, start, stop)
                : new MoveOp.Slice(axis, start, stop);
    }

    static <T extends Value> T select(T x, int axis, int index) {
        int size = x.shape().dim(x.shape().axis("select: ", axis));
        int at = index < 0 ? index + size : index;
        if (at < 0 || at >= size) {
            throw new IndexOutOfBoundsException(
                    "select: index " + index + " along axis " + axis + " of shape " + x.shape());
        }
        return squeeze(slice(x, axis, at, at + 1), axis);
    }

    static <T extends Value> T broadcastTo(T x, Shape target) {
        Shape shape = x.shape();
        Required.nonNull("broadcastTo: the shape", target);
        if (!Shape.broadcast("broadcastTo", shape, target).equals(target)) {
            throw new IllegalArgumentException("broadcastTo: " + shape + " does not broadcast to " + target);
        }
        int[] strides = strides(shape);
        int[] repeated = new int[target.rank()];
        int extra = target.rank() - shape.rank();
        for (int axis = 0; axis < strides.length; axis++) {
            repeated[axis + extra] = shape.dim(axis) == 1 ? 0 : strides[axis];
        }
        return apply(new ArrangeOp.Strided(target, 0, repeated), x);
    }

    static <T extends Value> T concat(int axis, T[] parts) {
        Shapes.requireEach("concat", parts);
        if (parts.length == 0) {
            throw new IllegalArgumentException("concat: no tensors");
        }
        return apply(new ArrangeOp.Join(parts[0].shape().axis("concat: ", axis)), parts);
    }

    static <T extends Value> T stack(int axis, T[] parts) {
        Shapes.requireEach("stack", parts);
        T[] longer = parts.clone();
        Arrays.setAll(longer, i -> reshape(parts[i], parts[i].shape().unsqueezed("stack", axis)));
        return concat(axis, longer);
    }

    /** How far apart neighbours along each axis lie. */
    private static int[] strides(Shape shape) {
        int[] strides = new int[shape.rank()];
        for (int axis = 0; axis < strides.length; axis++) {
            strides[axis] = shape.product(axis + 1, shape.rank());
        }
        return strides;
    }
}

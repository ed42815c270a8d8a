package dev.lanewise.tensor;

import dev.lanewise.tensor.primitives.MoveOp;

/** Elements put before and after along an axis; see {@link Shapes#pad}. */
final class Padding {
    private Padding() {}

    static Tensor constant(Tensor x, int axis, int before, int after, double value) {
        requireCounts(x, axis, before, after);
        if (Float.floatToRawIntBits((float) value) == 0) { // not -0
            return new MoveOp.Pad(axis, before, after).tensor(x);
        }
        return Shapes.concat(
                axis, Tensor.full(value, x.shape().with(axis, before).raw()), x,
                Tensor.full(value, x.shape().with(axis, after).raw()));
    }

    static Tensor by(PadMode mode, Tensor x, int axis, int before, int after) {
        requireCounts(x, axis, before, after);
        int size = x.dim(axis);
        int most = switch (mode) {
            case REFLECT -> Math.max(0, size - 1);
            case CIRCULAR -> size;
            case REPLICATE -> size == 0 ? 0 : Integer.MAX_VALUE;
        };
        if (Math.max(before, after) > most) {
            throw new IllegalArgumentException(
                    "pad: " + mode + " gives at most " + most + " elements at each end of axis "
                            + axis + " of " + x.shape() + ", not " + Math.max(before, after));
        }
        if (before == 0 && after == 0) {
            return Repetition.once(x);
        }
        return switch (mode) {
            case REFLECT -> Shapes.concat(
                    axis, reversed(x.slice(axis, 1, before + 1), axis), x,
                    reversed(x.slice(axis, size - 1 - after, size - 1), axis));
            case REPLICATE -> Shapes.concat(axis, edge(x, axis, 0, before), x, edge(x, axis, size - 1, after));
            case CIRCULAR -> Shapes.concat(axis, x.slice(axis, size - before, size), x, x.slice(axis, 0, after));
        };
    }

    private static Tensor reversed(Tensor x, int axis) {
        return x.dim(axis) < 2 ? x : Shapes.flip(x, axis);
    }

    private static Tensor edge(Tensor x, int axis, int index, int times) {
        return x.slice(axis, index, index + 1).broadcastTo(x.shape().with(axis, times));
    }

    private static void requireCounts(Tensor x, int axis, int before, int after) {
        if (before < 0 || after < 0) {
            throw new IllegalArgumentException("pad: " + before + " before and " + after + " after along axis " + axis
                    + " of shape " + x.shape());
        }
        // before what is put there is made
        MoveOp.resized("pad", x.shape(), axis, (long) before + x.dim(axis) + after);
    }
}

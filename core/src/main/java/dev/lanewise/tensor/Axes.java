package dev.lanewise.tensor;

import dev.lanewise.tensor.primitives.IntOp;
import dev.lanewise.tensor.primitives.LogicOp;
import dev.lanewise.tensor.primitives.ReduceOp;
import dev.lanewise.tensor.primitives.StdOp;
import dev.lanewise.text.Required;
import java.util.Arrays;

/** The axes of a shape that a reduction names. */
final class Axes {
    /** Makes the op that reduces axes {@code from .. to - 1}. */
    @FunctionalInterface
    interface Reduction {
        Op over(int from, int to);
    }

    /** Squares of magnitudes up to this can be summed without overflow, however many there are. */
    private static final float MOST_SQUARED = 0x1p48f;

    /** Down to this magnitude, the square of the largest, and of whatever counts beside it, is a normal number. */
    private static final float LEAST_SQUARED = 0x1p-48f;

    private final boolean[] chosen;

    private Axes(boolean[] chosen) {
        this.chosen = chosen;
    }

    /**
     * The named axes, negative ones counted from the end; none named means all.
     *
     * @throws IndexOutOfBoundsException for an axis that the shape does not have
     * @throws IllegalArgumentException for an axis named twice
     */
    static Axes of(String op, Shape shape, int... axes) {
        boolean[] chosen = new boolean[shape.rank()];
        if (Required.nonNull(op + ": the array of axes", axes).length == 0) {
            Arrays.fill(chosen, true);
        }
        for (int axis : axes) {
            int normal = shape.axis(op + ": ", axis);
            if (chosen[normal]) {
                throw new IllegalArgumentException(op + ": axis " + axis + " of shape " + shape + " is named twice");
            }
            chosen[normal] = true;
        }
        return new Axes(chosen);
    }

    /** How many elements are reduced to each result. */
    private long count(Shape shape) {
        long count = 1;
        for (int axis = 0; axis < chosen.length; axis++) {
            count *= chosen[axis] ? shape.dim(axis) : 1;
        }
        return count;
    }

    /** The shape with size 1 along the named axes. */
    Shape kept(Shape shape) {
        int[] dims = shape.dims();
        for (int axis = 0; axis < dims.length; axis++) {
            dims[axis] = chosen[axis] ? 1 : dims[axis];
        }
        return Shape.of(dims);
    }

    /** Reduces ints over the named axes. */
    IntTensor reduce(IntTensor x, boolean keepDim, IntOp.Reduction reduction) {
        return shaped(new IntOp.Reduce(reduction, kept(x.shape())), x, keepDim);
    }

    /** How many are true over the named axes. */
    IntTensor count(BoolTensor x, boolean keepDim) {
        return shaped(new LogicOp.Count(kept(x.shape())), x, keepDim);
    }

    private IntTensor shaped(Op reduction, Value x, boolean keepDim) {
        IntTensor y = (IntTensor) reduction.apply(x)[0];
        return keepDim ? y : Arrange.reshape(y, dropped(x.shape()));
    }

    /** Reduces over the named axes, the last run of neighbouring ones first. */
    Tensor reduce(Tensor x, boolean keepDim, Reduction reduction) {
        Tensor y = x;
        for (int to = chosen.length; to > 0; to--) {
            if (chosen[to - 1]) {
                int from = to - 1;
                while (from > 0 && chosen[from - 1]) {
                    from--;
                }
                y = reduction.over(from, to).tensor(y);
                to = from + 1;
            }
        }
        if (chosen.length == 0) {
            y = reduction.over(0, 0).tensor(y);
        }
        return keepDim ? y : drop(y);
    }

    /**
     * Reduces over the named axes in one step: if they are not neighbours, they are moved to the end first. For
     * reductions whose gradient depends on all elements at once.
     */
    Tensor reduceAtOnce(Tensor x, boolean keepDim, Reduction reduction) {
        if (areNeighbours()) {
            return reduce(x, keepDim, reduction);
        }
        int rank = chosen.length;
        Tensor y = reduction.over(rank - named(), rank).tensor(namedLast(x)).reshape(kept(x.shape()));
        return keepDim ? y : drop(y);
    }

    /**
     * The elements as {@code [outer, length, inner]}, where the middle axis is all the named ones; if they are not
     * neighbours, they are moved to the end first.
     */
    Tensor lines(Tensor x) {
        int from = areNeighbours() ? firstNamed() : chosen.length - named();
        int to = from + named();
        Tensor y = areNeighbours() ? x : namedLast(x);
        Shape shape = y.shape();
        return y.reshape(
                Shape.of(shape.product(0, from), shape.product(from, to), shape.product(to, shape.rank())));
    }

    private boolean areNeighbours() {
        int end = firstNamed() + named();
        for (int axis = firstNamed(); axis < end; axis++) {
            if (!chosen[axis]) {
                return false;
            }
        }
        return true;
    }

    private int firstNamed() {
        int axis = 0;
        while (axis < chosen.length && !chosen[axis]) {
            axis++;
        }
        return axis;
    }

    private int named() {
        int count = 0;
        for (boolean named : chosen) {
            count += named ? 1 : 0;
        }
        return count;
    }

    private Tensor namedLast(Tensor x) {
        int[] order = new int[chosen.length];
        int kept = 0;
        int last = chosen.length - named();
        for (int axis = 0; axis < chosen.length; axis++) {
            order[chosen[axis] ? last++ : kept++] = axis;
        }
        return x.permute(order);
    }

    /** Sum divided by the number of elements; NaN if there are none. */
    Tensor mean(Tensor x, boolean keepDim) {
        return reduce(x, keepDim, ReduceOp.Sum::new).div((float) count(x.shape()));
    }

    /** Sum of squared distances from the mean, divided by n - correction. */
    Tensor variance(Tensor x, int correction, boolean keepDim) {
        Tensor centred = x.sub(mean(x, true));
        return reduce(centred.square(), keepDim, ReduceOp.Sum::new).div(divisor(x, correction));
    }

    /** n - correction, at least 0. */
    private float divisor(Tensor x, int correction) {
        return (float) Math.max(0, count(x.shape()) - correction);
    }

    /**
     * Square root of the variance; where that is 0 the gradient is 0, not the root's infinite slope times 0. Where the
     * squares of the distances would overflow, or vanish, the distances are divided by the largest of them first;
     * elsewhere they are divided by 1, which changes no bit. The gradient has a rule of its own: the scale cancels in
     * it, while a gradient that went through the scale would overflow or vanish on its way.
     */
    Tensor std(Tensor x, int correction, boolean keepDim) {
        if (x.size() == 0) {
            return variance(x, correction, keepDim).sqrt();
        }
        Tensor centred = x.sub(mean(x, true));
        Tensor distances = centred.detach();
        Tensor scale = scale(distances);
        Tensor squares = reduce(distances.div(scale).square(), true, ReduceOp.Sum::new);
        Tensor root = squares.div(divisor(x, correction)).sqrt();
        Tensor result = new StdOp(divisor(x, correction)).tensor(centred, scale, root);
        return keepDim ? result : drop(result);
    }

    /** The largest magnitude over the named axes where squares cannot be summed in floats, else 1. */
    Tensor scale(Tensor x) {
        Tensor largest = reduceAtOnce(x.abs(), true, ReduceOp.Max::new);
        BoolTensor far = largest.gt(MOST_SQUARED).or(largest.lt(LEAST_SQUARED).and(largest.gt(0f)));
        return Indexing.where(far, largest, Tensor.scalar(1f));
    }

    /**
     * Log of the sum of e^x, shifted by the largest element so that nothing overflows. If there are no elements, or all
     * are -infinity, it is -infinity with a gradient of 0, not the logarithm's infinite slope times 0. In the shift, an
     * infinite largest element is replaced by the largest float: then the power of an infinite element is infinite, and
     * that of a finite one is 0, so that its gradient is 0 too.
     */
    Tensor logSumExp(Tensor x, boolean keepDim) {
        if (x.size() == 0) {
            return reduce(x, keepDim, ReduceOp.Sum::new).log();
        }
        Tensor largest = reduceAtOnce(x, true, ReduceOp.Max::new).detach();
        Tensor shift = largest.clamp(-Float.MAX_VALUE, Float.MAX_VALUE);
        Tensor sum = reduce(x.sub(shift).exp(), true, ReduceOp.Sum::new);
        BoolTensor nothing = sum.eq(0f);
        Tensor log = Indexing.where(nothing, Tensor.scalar(1f), sum).log();
        Tensor result = Indexing.where(nothing, Tensor.scalar(Float.NEGATIVE_INFINITY), log).add(shift);
        return keepDim ? result : drop(result);
    }

    /** Takes the named axes, which have size 1, out of a shape. */
    Tensor drop(Tensor y) {
        return y.reshape(dropped(y.shape()));
    }

    /** The shape of a reduction. */
    Shape reduced(Shape shape, boolean keepDim) {
        return keepDim ? kept(shape) : dropped(shape);
    }

    /** The shape without the named axes. */
    Shape dropped(Shape shape) {
        return shape.without(chosen);
    }
}

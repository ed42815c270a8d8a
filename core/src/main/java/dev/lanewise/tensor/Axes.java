package dev.lanewise.tensor;

import java.util.Arrays;

/** Which axes of a shape a reduction names. */
final class Axes {
    /** Makes the op that reduces axes {@code from .. to - 1}. */
    @FunctionalInterface
    interface Reduction {
        ReduceOp over(int from, int to);
    }

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
        if (axes.length == 0) {
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

    /** How many elements each result is made of. */
    private long count(Shape shape) {
        long count = 1;
        for (int axis = 0; axis < chosen.length; axis++) {
            count *= chosen[axis] ? shape.raw()[axis] : 1;
        }
        return count;
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
        int[] order = new int[chosen.length];
        int kept = 0;
        int runs = 0;
        for (int axis = 0; axis < chosen.length; axis++) {
            if (!chosen[axis]) {
                order[kept++] = axis;
            } else if (axis == 0 || !chosen[axis - 1]) {
                runs++;
            }
        }
        if (runs < 2) {
            return reduce(x, keepDim, reduction);
        }
        int next = kept;
        int[] dims = x.shape().dims();
        for (int axis = 0; axis < chosen.length; axis++) {
            if (chosen[axis]) {
                order[next++] = axis;
                dims[axis] = 1;
            }
        }
        Tensor y = reduction.over(kept, chosen.length).tensor(x.permute(order)).reshape(Shape.of(dims));
        return keepDim ? y : drop(y);
    }

    /** Sum divided by the number of elements; NaN of none. */
    Tensor mean(Tensor x, boolean keepDim) {
        return reduce(x, keepDim, ReduceOp.Sum::new).div((float) count(x.shape()));
    }

    /** Sum of squared distances from the mean, divided by n - 1. */
    Tensor variance(Tensor x, boolean keepDim) {
        Tensor centred = x.sub(mean(x, true));
        return reduce(centred.square(), keepDim, ReduceOp.Sum::new).div((float) Math.max(0, count(x.shape()) - 1));
    }

    /** Square root of the variance; where that is 0 the gradient is 0, not the root's infinite slope times 0. */
    Tensor std(Tensor x, boolean keepDim) {
        Tensor variance = variance(x, keepDim);
        BoolTensor flat = variance.eq(0f);
        Tensor root = Indexing.where(flat, Tensor.scalar(1f), variance).sqrt();
        return Indexing.where(flat, Tensor.scalar(0f), root);
    }

    /** Log of the sum of e^x, shifted by the largest element so that nothing overflows; of no elements, -infinity. */
    Tensor logSumExp(Tensor x, boolean keepDim) {
        if (x.size() == 0) {
            return reduce(x, keepDim, ReduceOp.Sum::new).log();
        }
        Tensor largest = reduceAtOnce(x, true, ReduceOp.Max::new).detach();
        Tensor shift = Indexing.where(largest.isFinite(), largest, Tensor.scalar(0f));
        Tensor result = reduce(x.sub(shift).exp(), true, ReduceOp.Sum::new).log().add(shift);
        return keepDim ? result : drop(result);
    }

    /** Takes the named axes, which have size 1, out of a shape. */
    Tensor drop(Tensor y) {
        return y.reshape(y.shape().without(chosen));
    }
}

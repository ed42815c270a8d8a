package dev.lanewise.tensor;

import dev.lanewise.tensor.primitives.ProdOp;
import dev.lanewise.tensor.primitives.ReduceOp;
import dev.lanewise.text.Required;

/**
 * Reductions beyond the methods of {@link Tensor}, over the named axes, all if none is named; with {@code keepDim} the
 * reduced axes stay with size 1.
 */
public final class Statistics {
    private Statistics() {}

    /** Product of the elements, 1 if there are none; see {@link #prod(Tensor, boolean, int...)}. */
    public static Tensor prod(Tensor x, int... axes) {
        return prod(x, false, axes);
    }

    /**
     * Product of the elements, 1 if there are none: from the first to the last in double precision, rounded once, and
     * without overflow on the way. The gradient is the product of the other elements, right also where some are 0; a
     * gradient of it takes memory for the square of the number of elements.
     */
    public static Tensor prod(Tensor x, boolean keepDim, int... axes) {
        Axes over = axes("prod", x, axes);
        Tensor product = over.reduceAtOnce(x, true, ProdOp.All::new);
        return keepDim ? product : over.drop(product);
    }

    /**
     * Sum of squared distances from the mean, divided by {@code n - correction} ({@index var}): 1 gives the unbiased
     * variance, as {@link Tensor#variance(int...)}, 0 that of the elements themselves. NaN or infinite if the divisor
     * is not positive.
     *
     * @throws IllegalArgumentException if the correction is negative
     */
    public static Tensor variance(Tensor x, int correction, boolean keepDim, int... axes) {
        requireCorrection("variance", correction);
        return axes("variance", x, axes).variance(x, correction, keepDim);
    }

    /**
     * Square root of {@link #variance(Tensor, int, boolean, int...)}, even where that overflows; where it is 0, so is
     * the gradient.
     *
     * @throws IllegalArgumentException if the correction is negative
     */
    public static Tensor std(Tensor x, int correction, boolean keepDim, int... axes) {
        requireCorrection("std", correction);
        return axes("std", x, axes).std(x, correction, keepDim);
    }

    private static void requireCorrection(String function, int correction) {
        if (correction < 0) {
            throw new IllegalArgumentException(function + ": correction " + correction + " is negative");
        }
    }

    /** Norm of any order; see {@link #norm(Tensor, double, boolean, int...)}. */
    public static Tensor norm(Tensor x, double p, int... axes) {
        return norm(x, p, false, axes);
    }

    /**
     * Norm of order p of vectors ({@index vector_norm}): {@code (sum of |x|^p)^(1/p)}; for infinity the largest
     * magnitude, for -infinity the smallest, for 0 the number of elements other than 0 (without a gradient). Powers
     * that floats cannot hold are scaled first, so that only a norm overflows that is itself too large. Where the norm
     * is 0 the gradient is 0; an element that is 0 has gradient 0, also for p below 1. NaN if an element is NaN.
     *
     * @throws IllegalArgumentException if p is NaN, or infinite and there are no elements
     */
    public static Tensor norm(Tensor x, double p, boolean keepDim, int... axes) {
        Axes over = axes("norm", x, axes);
        if (Double.isNaN(p)) {
            throw new IllegalArgumentException("norm: order NaN");
        }
        if (p == 0) {
            return over.reduce(x.ne(0f).toTensor(), keepDim, ReduceOp.Sum::new);
        }
        if (p == 1) {
            return over.reduce(x.abs(), keepDim, ReduceOp.Sum::new);
        }
        if (Double.isInfinite(p)) {
            if (over.kept(x.shape()).size() > 0 && x.size() == 0) {
                throw new IllegalArgumentException("norm: no elements for order " + p + " in shape " + x.shape());
            }
            return over.reduceAtOnce(x.abs(), keepDim, p > 0 ? ReduceOp.Max::new : ReduceOp.Min::new);
        }
        Tensor result = p == 2 ? euclidean(x, over) : powers(x, p, over);
        return keepDim ? result : over.drop(result);
    }

    private static Tensor euclidean(Tensor x, Axes over) {
        if (x.size() == 0) {
            return over.reduce(x, true, ReduceOp.Sum::new);
        }
        Tensor scale = finite(over.scale(x.detach()));
        return root(over.reduce(x.div(scale).square(), true, ReduceOp.Sum::new), 2).mul(scale);
    }

    private static Tensor powers(Tensor x, double p, Axes over) {
        if (x.size() == 0) {
            Tensor none = over.reduce(x, true, ReduceOp.Sum::new);
            return p > 0 ? none : none.add(Double.POSITIVE_INFINITY);
        }
        Tensor magnitudes = x.abs();
        Tensor extreme = over.reduceAtOnce(magnitudes.detach(), true, p > 0 ? ReduceOp.Max::new : ReduceOp.Min::new);
        Tensor scale = finite(Indexing.where(extreme.eq(0f), Tensor.scalar(1), extreme));
        BoolTensor zero = x.eq(0f);
        Tensor base = Indexing.where(zero, Tensor.scalar(1), magnitudes.div(scale));
        Tensor atZero = Tensor.scalar(p > 0 ? 0 : Double.POSITIVE_INFINITY);
        Tensor sum = over.reduce(Indexing.where(zero, atZero, base.pow(p)), true, ReduceOp.Sum::new);
        return root(sum, p).mul(scale);
    }

    private static Tensor finite(Tensor scale) {
        return Indexing.where(scale.isFinite(), scale, Tensor.scalar(1));
    }

    /** The p-th root with slope 0 at 0, and for negative p at infinity, where it is 0 as well. */
    private static Tensor root(Tensor sum, double p) {
        BoolTensor flat = sum.eq(p > 0 ? 0 : Double.POSITIVE_INFINITY);
        Tensor steep = Indexing.where(flat, Tensor.scalar(1), sum);
        return Indexing.where(flat, Tensor.scalar(0), p == 2 ? steep.sqrt() : steep.pow(1 / p));
    }

    /** Sum of the elements that are not NaN ({@index nansum}). */
    public static Tensor nanSum(Tensor x, int... axes) {
        return nanSum(x, false, axes);
    }

    /** As {@link #nanSum(Tensor, int...)}; with {@code keepDim} the reduced axes stay with size 1. */
    public static Tensor nanSum(Tensor x, boolean keepDim, int... axes) {
        Axes over = axes("nanSum", x, axes);
        return over.reduce(Indexing.where(x.isNaN(), Tensor.scalar(0), x), keepDim, ReduceOp.Sum::new);
    }

    /** Mean of the elements that are not NaN ({@index nanmean}); NaN if there are none. */
    public static Tensor nanMean(Tensor x, int... axes) {
        return nanMean(x, false, axes);
    }

    /** As {@link #nanMean(Tensor, int...)}; with {@code keepDim} the reduced axes stay with size 1. */
    public static Tensor nanMean(Tensor x, boolean keepDim, int... axes) {
        Axes over = axes("nanMean", x, axes);
        return nanSum(x, keepDim, axes).div(over.reduce(x.isNaN().not().toTensor(), keepDim, ReduceOp.Sum::new));
    }

    /** Index of the first largest element in row-major order; NaN counts as largest. */
    public static IntTensor argmax(Tensor x) {
        return flat("argmax", x).argmax(0);
    }

    /** Index of the first smallest element in row-major order; NaN counts as smallest. */
    public static IntTensor argmin(Tensor x) {
        return flat("argmin", x).argmin(0);
    }

    private static Tensor flat(String function, Tensor x) {
        int size = Required.nonNull(function + ": the tensor", x).size();
        if (size == 0) {
            throw new IllegalArgumentException(function + ": no elements to choose from in shape " + x.shape());
        }
        return x.reshape(size);
    }

    /** How many are true over the named axes ({@index count_nonzero}). */
    public static IntTensor count(BoolTensor x, int... axes) {
        return count(x, false, axes);
    }

    /** As {@link #count(BoolTensor, int...)}; with {@code keepDim} the reduced axes stay with size 1. */
    public static IntTensor count(BoolTensor x, boolean keepDim, int... axes) {
        return Axes.of("count", Required.nonNull("count: the tensor", x).shape(), axes).count(x, keepDim);
    }

    /** Whether at least one is true over the named axes; false if there are none. */
    public static BoolTensor any(BoolTensor x, int... axes) {
        return any(x, false, axes);
    }

    /** As {@link #any(BoolTensor, int...)}; with {@code keepDim} the reduced axes stay with size 1. */
    public static BoolTensor any(BoolTensor x, boolean keepDim, int... axes) {
        return Axes.of("any", Required.nonNull("any: the tensor", x).shape(), axes).count(x, keepDim).ne(0);
    }

    /** Whether all are true over the named axes; true if there are none. */
    public static BoolTensor all(BoolTensor x, int... axes) {
        return all(x, false, axes);
    }

    /** As {@link #all(BoolTensor, int...)}; with {@code keepDim} the reduced axes stay with size 1. */
    public static BoolTensor all(BoolTensor x, boolean keepDim, int... axes) {
        Axes over = Axes.of("all", Required.nonNull("all: the tensor", x).shape(), axes);
        return over.count(x.not(), keepDim).eq(0);
    }

    private static Axes axes(String function, Tensor x, int... axes) {
        return Axes.of(function, Required.nonNull(function + ": the tensor", x).shape(), axes);
    }
}

package dev.lanewise.tensor;

import dev.lanewise.tensor.primitives.ScanOp;

/**
 * Running results along an axis, of the shape of the input. The order of additions is part of the definition: chunks of
 * 1024 elements, each from its beginning, and the totals of the chunks before. Products are made in ascending order, in
 * double precision, and rounded once each.
 */
public final class Scans {
    private Scans() {}

    /** Running sums. */
    public static Tensor cumsum(Tensor x, int axis) {
        return new ScanOp.CumSum(Shapes.axis("cumsum", x, axis)).tensor(x);
    }

    /** Running products. The gradient divides by nothing, so it holds for zeros too. */
    public static Tensor cumprod(Tensor x, int axis) {
        return new ScanOp.CumProd(Shapes.axis("cumprod", x, axis)).tensor(x);
    }

    /** Running maxima, and where they are: the last of equal ones. NaN counts as largest. */
    public static Sorting.Placed cummax(Tensor x, int axis) {
        return extremes(x, Shapes.axis("cummax", x, axis), false);
    }

    /** Running minima, and where they are: the last of equal ones. NaN counts as smallest. */
    public static Sorting.Placed cummin(Tensor x, int axis) {
        return extremes(x, Shapes.axis("cummin", x, axis), true);
    }

    /** {@code log(e^x[0] + ... + e^x[k])} without overflow. */
    public static Tensor logcumsumexp(Tensor x, int axis) {
        return new ScanOp.LogCumSumExp(Shapes.axis("logcumsumexp", x, axis)).tensor(x);
    }

    /**
     * The linear recurrence {@code y[k] = a[k] y[k - 1] + b[k]} along an axis, from {@code y[0] = b[0]}: exponential
     * averages, discounted sums, state space models. The shapes are equal.
     *
     * @throws IllegalArgumentException if they are not
     */
    public static Tensor recurrence(Tensor a, Tensor b, int axis) {
        return new ScanOp.Recurrence(Shapes.axis("recurrence", a, axis)).tensor(a, b);
    }

    /** Differences of neighbours along an axis, {@code x[k + 1] - x[k]}, which is one shorter. */
    public static Tensor diff(Tensor x, int axis) {
        return diff(x, axis, 1);
    }

    /**
     * {@link #diff(Tensor, int)} taken n times.
     *
     * @throws IllegalArgumentException if n is negative
     */
    public static Tensor diff(Tensor x, int axis, int n) {
        int at = Shapes.axis("diff", x, axis);
        if (n < 0) {
            throw new IllegalArgumentException("diff: " + n + " times");
        }
        Tensor y = n == 0 ? Repetition.once(x) : x;
        for (int i = 0; i < n && y.dim(at) > 0; i++) {
            y = y.slice(at, 1, y.dim(at)).sub(y.slice(at, 0, y.dim(at) - 1));
        }
        return y;
    }

    private static Sorting.Placed extremes(Tensor x, int axis, boolean smallest) {
        Value[] found = new ScanOp.CumExtreme(axis, smallest).apply(x);
        return new Sorting.Placed((Tensor) found[0], (IntTensor) found[1]);
    }
}

package dev.lanewise.ops;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/** Pools by a norm of their windows, as averages of powers. */
final class LpPool {
    private LpPool() {}

    static Tensor of(String function, Tensor x, double p, Window window, int axes) {
        Required.nonNull(function + ": the input", x);
        Window each = Required.nonNull(function + ": the window", window).over(function, axes);
        requireOrder(function, p);
        requireUndilated(function, each);
        PoolShape.windows(function, x.shape(), each); // in the name of the function
        Tensor powers = p == 1 ? x : p == 2 ? x.square() : x.pow(p);
        int elements = each.kernel().stream().reduce(1, Math::multiplyExact);
        return root(each.ceilMode()
                ? new PoolOp.AvgPool(each, true, 0).tensor(powers).mul(elements)
                : new PoolOp.AvgPool(each, true, 1).tensor(powers), p);
    }

    private static void requireOrder(String function, double p) {
        if (!(p > 0) || Double.isInfinite(p)) {
            throw new IllegalArgumentException(function + ": order " + p + " is not a finite number above 0"
                    + (p == Double.POSITIVE_INFINITY ? "; the norm of order Infinity is maxPool of magnitudes" : ""));
        }
    }

    private static void requireUndilated(String function, Window window) {
        if (window.dilation().stream().anyMatch(number -> number > 1)) {
            throw new IllegalArgumentException(
                    function + ": dilation " + Window.brief(window.dilation()) + ": norms of windows have none");
        }
    }

    /** With the gradient 0 where the sum is 0, unless that is of order 1. */
    private static Tensor root(Tensor sums, double p) {
        if (p == 1) {
            return sums;
        }
        BoolTensor zero = sums.eq(0f);
        Tensor safe = Indexing.where(zero, Tensor.scalar(1), sums);
        return Indexing.where(zero, Tensor.scalar(0), p == 2 ? safe.sqrt() : safe.pow(1 / p));
    }
}

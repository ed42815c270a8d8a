package dev.lanewise.tensor;

import dev.lanewise.tensor.primitives.SortOp;
import dev.lanewise.text.Required;
import java.util.Arrays;

/**
 * Orders of elements. They are definitions: equal elements keep their order, -0 equals +0, and NaN counts as larger
 * than all numbers, so it comes last in ascending and first in descending order, as in PyTorch. Gradients flow to the
 * elements that were chosen.
 */
public final class Sorting {
    private Sorting() {}

    /**
     * Elements of a tensor and their places.
     *
     * @param values the elements
     * @param indices where they were along the axis; the same shape
     */
    public record Placed(Tensor values, IntTensor indices) {}

    /**
     * What {@link #unique} finds.
     *
     * @param values each value once, ascending
     * @param inverse for each element the index of its value
     * @param counts how often each value occurs
     */
    public record Unique(Tensor values, IntTensor inverse, IntTensor counts) {}

    /** The elements along an axis in ascending order, and where they were; stable. */
    public static Placed sort(Tensor x, int axis) {
        return sort(x, axis, false);
    }

    /** As {@link #sort(Tensor, int)}, in descending order if asked for; equal elements keep their order there too. */
    public static Placed sort(Tensor x, int axis, boolean descending) {
        int at = Shapes.axis("sort", x, axis);
        return placed(x, new SortOp.Top(at, x.dim(at), descending));
    }

    /** The places of the elements along an axis in ascending order; stable. */
    public static IntTensor argsort(Tensor x, int axis) {
        return sort(x, axis).indices();
    }

    /** As {@link #argsort(Tensor, int)}, in descending order if asked for. */
    public static IntTensor argsort(Tensor x, int axis, boolean descending) {
        return sort(x, axis, descending).indices();
    }

    /** The k largest elements along an axis, in descending order, and where they were; the lowest index wins a tie. */
    public static Placed topk(Tensor x, int k, int axis) {
        return topk(x, k, axis, true);
    }

    /**
     * As {@link #topk(Tensor, int, int)}; the smallest, in ascending order, if not the largest.
     *
     * @throws IllegalArgumentException if k is negative, or larger than the axis
     */
    public static Placed topk(Tensor x, int k, int axis, boolean largest) {
        int at = Shapes.axis("topk", x, axis);
        if (k < 0 || k > x.dim(at)) {
            throw new IllegalArgumentException("topk: " + k + " elements of axis " + axis + " of " + x.shape());
        }
        return placed(x, new SortOp.Top(at, k, largest));
    }

    /**
     * The element in the middle of the order along an axis, which is dropped; the lower one of two. NaN if an element
     * is. The index is the first of equal elements.
     *
     * @throws IllegalArgumentException if the axis is empty
     */
    public static Placed median(Tensor x, int axis) {
        int at = Shapes.axis("median", x, axis);
        Tensor order = ascending("median", x.detach(), at);
        Tensor middle = order.slice(at, (x.dim(at) - 1) / 2, (x.dim(at) - 1) / 2 + 1);
        IntTensor indices = x.eq(middle).or(x.isNaN()).toTensor().argmax(at);
        int[] kept = x.shape().with(at, 1).dims();
        return new Placed(Indexing.gather(x, at, indices.reshape(kept)).squeeze(at), indices);
    }

    /**
     * The value below which a part q of the elements along an axis lies, which is dropped: linear between the two
     * nearest elements. NaN if an element is.
     *
     * @param q between 0 and 1
     * @throws IllegalArgumentException if q is not, or the axis is empty
     */
    public static Tensor quantile(Tensor x, double q, int axis) {
        int at = Shapes.axis("quantile", x, axis);
        if (!(q >= 0 && q <= 1)) {
            throw new IllegalArgumentException("quantile: " + q + " is not within 0 and 1");
        }
        Tensor order = ascending("quantile", x, at);
        double place = q * (x.dim(at) - 1);
        int below = (int) Math.floor(place);
        Tensor low = order.select(at, below);
        Tensor high = order.select(at, (int) Math.ceil(place));
        Tensor last = order.select(at, -1);
        return Indexing.where(last.isNaN(), last, Pointwise.lerp(low, high, place - below));
    }

    /**
     * The places at which values would be put in ascending lines, before elements that equal them. <b>Shape</b>: {@code
     * [N], [M...] -> [M...]}, or {@code [A..., N], [A..., M] -> [A..., M]}.
     *
     * @param sorted ascending along the last axis; this is not checked
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public static IntTensor searchsorted(Tensor sorted, Tensor values) {
        return searchsorted(sorted, values, false);
    }

    /** As {@link #searchsorted(Tensor, Tensor)}, behind equal elements if {@code right}. */
    public static IntTensor searchsorted(Tensor sorted, Tensor values, boolean right) {
        return (IntTensor) new SortOp.Search(right).apply(sorted, values)[0];
    }

    /**
     * Each value once, ascending; NaNs count as one value. It reads values, so it cannot be captured, and gives no
     * gradient.
     */
    public static Unique unique(Tensor x) {
        ThreadState.leaves(Required.nonNull("unique: the tensor", x), "unique()");
        Placed sorted = sort(x.detach().reshape(x.size()), 0);
        float[] values = sorted.values().toArray();
        int[] places = sorted.indices().data();
        int[] inverse = new int[values.length];
        int[] counts = new int[values.length];
        float[] distinct = new float[values.length];
        int found = -1;
        for (int i = 0; i < values.length; i++) {
            boolean same = i > 0
                    && (values[i] == values[i - 1] || Float.isNaN(values[i]) && Float.isNaN(values[i - 1]));
            if (!same) {
                distinct[++found] = values[i];
            }
            counts[found]++;
            inverse[places[i]] = found;
        }
        return new Unique(
                Tensor.of(Arrays.copyOf(distinct, found + 1)), IntTensor.wrap(inverse, x.shape()),
                IntTensor.of(Arrays.copyOf(counts, found + 1)));
    }

    /**
     * How often each of the ints 0, 1, ... occurs, up to the largest one or {@code minLength - 1}. It reads values, so
     * it cannot be captured.
     *
     * @throws IllegalArgumentException if one is negative, or {@code minLength} is
     */
    public static IntTensor bincount(IntTensor x, int minLength) {
        ThreadState.leaves(Required.nonNull("bincount: the tensor", x), "bincount()");
        if (minLength < 0) {
            throw new IllegalArgumentException("bincount: a minimal length of " + minLength);
        }
        int most = Arrays.stream(x.data()).max().orElse(-1);
        if (most == Integer.MAX_VALUE) {
            throw new IllegalArgumentException("bincount: " + most + " would need more counts than an array holds");
        }
        int[] counts = new int[Math.max(minLength, most + 1)];
        for (int i = 0; i < x.size(); i++) {
            int value = x.data()[i];
            if (value < 0) {
                throw new IllegalArgumentException("bincount: " + value + " at position " + i + " is negative");
            }
            counts[value]++;
        }
        return IntTensor.wrap(counts, Shape.of(counts.length));
    }

    private static Tensor ascending(String function, Tensor x, int axis) {
        if (x.dim(axis) == 0) {
            throw new IllegalArgumentException(function + ": no elements along axis " + axis + " of " + x.shape());
        }
        return sort(x, axis).values();
    }

    private static Placed placed(Tensor x, SortOp.Top op) {
        Value[] found = op.apply(x);
        return new Placed((Tensor) found[0], (IntTensor) found[1]);
    }
}

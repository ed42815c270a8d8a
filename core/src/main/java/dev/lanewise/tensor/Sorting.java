package dev.lanewise.tensor;

import dev.lanewise.tensor.primitives.SortOp;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;
import java.util.Arrays;

/**
 * Orders of elements. They are definitions: equal elements keep their order, -0 equals +0, and NaN counts as larger
 * than all numbers, so it comes last in ascending and first in descending order, as in PyTorch. Gradients flow to the
 * elements that were chosen.
 */
public final class Sorting {
    /** Java's arrays end a few elements before the largest int. */
    private static final int LONGEST_ARRAY = Integer.MAX_VALUE - 8;

    private Sorting() {}

    /**
     * Elements of a tensor and their places.
     *
     * @param values the elements
     * @param indices where they were along the axis; the same shape
     */
    public record Placed(Tensor values, IntTensor indices) {}

    /**
     * What {@link #unique(Tensor)} finds.
     *
     * @param values each value once, ascending
     * @param inverse for each element the index of its value
     * @param counts how often each value occurs
     */
    public record Unique(Tensor values, IntTensor inverse, IntTensor counts) {}

    /**
     * What {@link #unique(IntTensor)} finds.
     *
     * @param values each int once, ascending
     * @param inverse for each element the index of its value
     * @param counts how often each value occurs
     */
    public record UniqueInts(IntTensor values, IntTensor inverse, IntTensor counts) {}

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
     * The element in the middle of the order over the named axes, all if none is named; the lower one of two. NaN if an
     * element is. The index is the first of equal elements, or of NaNs, in the row-major order of these axes.
     *
     * @throws IllegalArgumentException if there are no elements to choose from
     */
    public static Placed median(Tensor x, int... axes) {
        return median(x, false, axes);
    }

    /** As {@link #median(Tensor, int...)}; with {@code keepDim} the axes stay with size 1. */
    public static Placed median(Tensor x, boolean keepDim, int... axes) {
        Axes over = Axes.of("median", Required.nonNull("median: the tensor", x).shape(), axes);
        Tensor lines = over.lines(x);
        Tensor order = ascending("median", x, lines.detach());
        int n = lines.dim(1);
        Tensor last = order.slice(1, n - 1, n);
        Tensor half = order.slice(1, (n - 1) / 2, (n - 1) / 2 + 1);
        Tensor middle = Indexing.where(last.isNaN(), last, half); // equal to nothing if an element is NaN
        IntTensor places = lines.eq(middle).or(lines.isNaN()).toTensor().argmax(1).unsqueeze(1);
        Shape shape = over.reduced(x.shape(), keepDim);
        return new Placed(Indexing.gather(lines, 1, places).reshape(shape), Arrange.reshape(places, shape));
    }

    /**
     * The value below which a part q of the elements over the named axes lies, over all if none is named: linear
     * between the two nearest elements, and one of them exactly if it is at that place. NaN if an element is, or
     * between the two infinities.
     *
     * @param q between 0 and 1
     * @throws IllegalArgumentException if q is not, or there are no elements to choose from
     */
    public static Tensor quantile(Tensor x, double q, int... axes) {
        return quantile(x, q, false, axes);
    }

    /** As {@link #quantile(Tensor, double, int...)}; with {@code keepDim} the axes stay with size 1. */
    public static Tensor quantile(Tensor x, double q, boolean keepDim, int... axes) {
        Axes over = Axes.of("quantile", Required.nonNull("quantile: the tensor", x).shape(), axes);
        Finite.share("quantile:", q);
        Tensor order = ascending("quantile", x, over.lines(x));
        double place = q * (order.dim(1) - 1);
        int below = (int) Math.floor(place);
        Tensor low = order.select(1, below);
        Tensor last = order.select(1, -1);
        Tensor found = place == below ? low : between(low, order.select(1, below + 1), place - below);
        return Indexing.where(last.isNaN(), last, found).reshape(over.reduced(x.shape(), keepDim));
    }

    /** Linear from low to high; what is too far apart for a difference is weighted before it is added. */
    private static Tensor between(Tensor low, Tensor high, double weight) {
        Tensor far = low.mul(1 - weight).add(high.mul(weight));
        return Indexing.where(high.sub(low).isFinite(), Pointwise.lerp(low, high, weight), far);
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
     * Each int once, ascending, as {@link #unique(Tensor)}: labels and indices, also those that floats do not hold. It
     * reads values, so it cannot be captured.
     */
    public static UniqueInts unique(IntTensor x) {
        ThreadState.leaves(Required.nonNull("unique: the tensor", x), "unique()");
        long[] order = new long[x.size()]; // a value, and behind it where it stands
        Arrays.setAll(order, i -> (long) x.data()[i] << 32 | i);
        Arrays.sort(order);
        int[] inverse = new int[order.length];
        int[] counts = new int[order.length];
        int[] distinct = new int[order.length];
        int found = -1;
        for (long entry : order) {
            int value = (int) (entry >> 32);
            if (found < 0 || distinct[found] != value) {
                distinct[++found] = value;
            }
            counts[found]++;
            inverse[(int) entry] = found;
        }
        return new UniqueInts(
                IntTensor.of(Arrays.copyOf(distinct, found + 1)), IntTensor.wrap(inverse, x.shape()),
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
        long length = Math.max(minLength, Arrays.stream(x.data()).max().orElse(-1) + 1L);
        if (length > LONGEST_ARRAY) {
            throw new IllegalArgumentException("bincount: " + length + " counts are more than an array holds");
        }
        int[] counts = new int[(int) length];
        for (int i = 0; i < x.size(); i++) {
            int value = x.data()[i];
            if (value < 0) {
                throw new IllegalArgumentException("bincount: " + value + " at position " + i + " is negative");
            }
            counts[value]++;
        }
        return IntTensor.wrap(counts, Shape.of(counts.length));
    }

    private static Tensor ascending(String function, Tensor x, Tensor lines) {
        if (lines.dim(1) == 0) {
            throw new IllegalArgumentException(function + ": no elements to choose from in shape " + x.shape());
        }
        return sort(lines, 1).values();
    }

    private static Placed placed(Tensor x, SortOp.Top op) {
        Value[] found = op.apply(x);
        return new Placed((Tensor) found[0], (IntTensor) found[1]);
    }
}

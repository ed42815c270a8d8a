package dev.lanewise.ops;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Required;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Pools: the largest element or the average of each window of the last one, two or three axes. <b>Shape</b>: {@code [N,
 * C, L]}, {@code [N, C, H, W]} or {@code [N, C, D, H, W]}, or without the N; each of the last axes, of size s, becomes
 * one of size {@code floor((s + 2 padding - dilation (kernel - 1) - 1) / stride) + 1}, or with {@link Window#ceilMode}
 * that rounded up, less the last window if it would begin in the padding behind the input.
 *
 * <p>Maxima: NaN wins over all numbers, padding never wins. The gradient goes to the first of the largest elements, or
 * to the last NaN, as in PyTorch; of an element that several windows chose it is added in the order of the windows.
 *
 * <p>Averages: the elements of a window are added in row-major order, the gradients of an element in the order of the
 * windows.
 *
 * <p>Functions throw {@link IllegalArgumentException} for an input of another rank, planes without elements, a window
 * larger than the padded input (but with {@link Window#ceilMode} it may be, up to a stride), and a padding of more than
 * half a window.
 */
public final class Pooling {
    private Pooling() {}

    /**
     * The largest element of each window, and where it was.
     *
     * @param values the elements
     * @param indices their places in their planes, in row-major order; the same shape
     */
    public record MaxPool(Tensor values, IntTensor indices) {}

    // ---- maxima

    /** The largest element of each window of the last axis ({@index max_pool1d}), which move by their size. */
    public static Tensor maxPool1d(Tensor x, int kernel) {
        return maxPool1d(x, Window.of(kernel));
    }

    /** As {@link #maxPool1d(Tensor, int)}, of windows that move by a stride. */
    public static Tensor maxPool1d(Tensor x, int kernel, int stride) {
        return maxPool1d(x, Window.of(kernel).stride(stride));
    }

    /** As {@link #maxPool1d(Tensor, int)}, of any windows. */
    public static Tensor maxPool1d(Tensor x, Window window) {
        return max("maxPool1d", x, window, 1).values();
    }

    /** As {@link #maxPool1d(Tensor, Window)}, with the places of the elements ({@index max_pool1d_with_indices}). */
    public static MaxPool maxPool1dWithIndices(Tensor x, Window window) {
        return max("maxPool1dWithIndices", x, window, 1);
    }

    /** The largest element of each window of the last two axes ({@index max_pool2d}), which move by their size. */
    public static Tensor maxPool2d(Tensor x, int kernel) {
        return maxPool2d(x, Window.of(kernel));
    }

    /** As {@link #maxPool2d(Tensor, int)}, of windows that move by a stride. */
    public static Tensor maxPool2d(Tensor x, int kernel, int stride) {
        return maxPool2d(x, Window.of(kernel).stride(stride));
    }

    /** As {@link #maxPool2d(Tensor, int)}, of any windows. */
    public static Tensor maxPool2d(Tensor x, Window window) {
        return max("maxPool2d", x, window, 2).values();
    }

    /** As {@link #maxPool2d(Tensor, Window)}, with the places of the elements ({@index max_pool2d_with_indices}). */
    public static MaxPool maxPool2dWithIndices(Tensor x, Window window) {
        return max("maxPool2dWithIndices", x, window, 2);
    }

    /** The largest element of each window of the last three axes ({@index max_pool3d}), which move by their size. */
    public static Tensor maxPool3d(Tensor x, int kernel) {
        return maxPool3d(x, Window.of(kernel));
    }

    /** As {@link #maxPool3d(Tensor, int)}, of windows that move by a stride. */
    public static Tensor maxPool3d(Tensor x, int kernel, int stride) {
        return maxPool3d(x, Window.of(kernel).stride(stride));
    }

    /** As {@link #maxPool3d(Tensor, int)}, of any windows. */
    public static Tensor maxPool3d(Tensor x, Window window) {
        return max("maxPool3d", x, window, 3).values();
    }

    /** As {@link #maxPool3d(Tensor, Window)}, with the places of the elements ({@index max_pool3d_with_indices}). */
    public static MaxPool maxPool3dWithIndices(Tensor x, Window window) {
        return max("maxPool3dWithIndices", x, window, 3);
    }

    /**
     * Planes of zeros with elements put back to where they were before a maximum ({@index max_unpool1d},
     * {@index max_unpool2d}, {@index max_unpool3d}): the inverse of a pool with indices, but for what was not the
     * largest. Of several elements for one place the last one stays, and the gradients of the others are 0.
     *
     * @param indices places in the planes, as many as elements
     * @param sizes of the planes: as many as they have axes
     * @throws IllegalArgumentException if the shapes do not fit
     * @throws IndexOutOfBoundsException for an index outside a plane
     */
    public static Tensor maxUnpool(Tensor x, IntTensor indices, int... sizes) {
        Required.nonNull("maxUnpool: the input", x);
        Required.nonNull("maxUnpool: the tensor of indices", indices);
        int axes = Required.nonNull("maxUnpool: the array of sizes", sizes).length;
        if (axes < 1 || axes > 3) {
            throw new IllegalArgumentException(
                    "maxUnpool: sizes " + Arrays.toString(sizes) + ": expected those of one, two or three axes");
        }
        if (Arrays.stream(sizes).anyMatch(size -> size < 0)) {
            throw new IllegalArgumentException("maxUnpool: sizes " + Arrays.toString(sizes) + ": one is negative");
        }
        return new UnpoolOp.MaxUnpool(Arrays.stream(sizes).boxed().toList()).tensor(x, indices);
    }

    // ---- averages

    /** The average of each window of the last axis ({@index avg_pool1d}), which move by their size. */
    public static Tensor avgPool1d(Tensor x, int kernel) {
        return avgPool1d(x, Window.of(kernel));
    }

    /** As {@link #avgPool1d(Tensor, int)}, of windows that move by a stride. */
    public static Tensor avgPool1d(Tensor x, int kernel, int stride) {
        return avgPool1d(x, Window.of(kernel).stride(stride));
    }

    /** As {@link #avgPool1d(Tensor, int)}, of any windows without dilation; zeros in the padding count as elements. */
    public static Tensor avgPool1d(Tensor x, Window window) {
        return avgPool1d(x, window, true);
    }

    /** As {@link #avgPool1d(Tensor, Window)}; says whether what lies in the padding counts. */
    public static Tensor avgPool1d(Tensor x, Window window, boolean countIncludePad) {
        return average("avgPool1d", x, window, 1, countIncludePad, 0);
    }

    /** The sums of the windows of {@link #avgPool1d(Tensor, Window)}, divided by a number of 1 or more. */
    public static Tensor avgPool1d(Tensor x, Window window, int divisorOverride) {
        return average("avgPool1d", x, window, 1, true, divisor("avgPool1d", divisorOverride));
    }

    /** The average of each window of the last two axes ({@index avg_pool2d}), which move by their size. */
    public static Tensor avgPool2d(Tensor x, int kernel) {
        return avgPool2d(x, Window.of(kernel));
    }

    /** As {@link #avgPool2d(Tensor, int)}, of windows that move by a stride. */
    public static Tensor avgPool2d(Tensor x, int kernel, int stride) {
        return avgPool2d(x, Window.of(kernel).stride(stride));
    }

    /** As {@link #avgPool2d(Tensor, int)}, of any windows without dilation; zeros in the padding count as elements. */
    public static Tensor avgPool2d(Tensor x, Window window) {
        return avgPool2d(x, window, true);
    }

    /** As {@link #avgPool2d(Tensor, Window)}; says whether what lies in the padding counts. */
    public static Tensor avgPool2d(Tensor x, Window window, boolean countIncludePad) {
        return average("avgPool2d", x, window, 2, countIncludePad, 0);
    }

    /** The sums of the windows of {@link #avgPool2d(Tensor, Window)}, divided by a number of 1 or more. */
    public static Tensor avgPool2d(Tensor x, Window window, int divisorOverride) {
        return average("avgPool2d", x, window, 2, true, divisor("avgPool2d", divisorOverride));
    }

    /** The average of each window of the last three axes ({@index avg_pool3d}), which move by their size. */
    public static Tensor avgPool3d(Tensor x, int kernel) {
        return avgPool3d(x, Window.of(kernel));
    }

    /** As {@link #avgPool3d(Tensor, int)}, of windows that move by a stride. */
    public static Tensor avgPool3d(Tensor x, int kernel, int stride) {
        return avgPool3d(x, Window.of(kernel).stride(stride));
    }

    /** As {@link #avgPool3d(Tensor, int)}, of any windows without dilation; zeros in the padding count as elements. */
    public static Tensor avgPool3d(Tensor x, Window window) {
        return avgPool3d(x, window, true);
    }

    /** As {@link #avgPool3d(Tensor, Window)}; says whether what lies in the padding counts. */
    public static Tensor avgPool3d(Tensor x, Window window, boolean countIncludePad) {
        return average("avgPool3d", x, window, 3, countIncludePad, 0);
    }

    /** The sums of the windows of {@link #avgPool3d(Tensor, Window)}, divided by a number of 1 or more. */
    public static Tensor avgPool3d(Tensor x, Window window, int divisorOverride) {
        return average("avgPool3d", x, window, 3, true, divisor("avgPool3d", divisorOverride));
    }

    // ---- norms

    /**
     * The norm of order p of each window of the last axis ({@index lp_pool1d}), {@code (sum of x^p)^(1/p)}: of order 1
     * the sum; NaN where the sum of another order is negative. Of an order above 1, the gradient where the sum is 0 is
     * 0; of one below, that of an element 0 is infinite, and NaN where the sum is 0.
     *
     * @param p finite and above 0; powers by other numbers than 1 and 2 are by p as a float
     * @param window without dilation; in ceil mode, a window that is cut off counts as if its missing elements had its
     *     mean power, as in PyTorch
     */
    public static Tensor lpPool1d(Tensor x, double p, Window window) {
        return LpPool.of("lpPool1d", x, p, window, 1);
    }

    /** As {@link #lpPool1d}, of each window of the last two axes ({@index lp_pool2d}). */
    public static Tensor lpPool2d(Tensor x, double p, Window window) {
        return LpPool.of("lpPool2d", x, p, window, 2);
    }

    /** As {@link #lpPool1d}, of each window of the last three axes ({@index lp_pool3d}). */
    public static Tensor lpPool3d(Tensor x, double p, Window window) {
        return LpPool.of("lpPool3d", x, p, window, 3);
    }

    // ---- to given sizes

    /**
     * The means of as many windows as are asked for, which share the axis out ({@index adaptive_avg_pool1d}): window i
     * of n covers the elements from {@code floor(i s / n)} to before {@code ceil((i + 1) s / n)} of s. A size of 1 is
     * the mean of each row, added up as {@link Tensor#mean} does.
     *
     * @param length of the output, or null for that of the input
     */
    public static Tensor adaptiveAvgPool1d(Tensor x, @Nullable Integer length) {
        return adaptiveAverage("adaptiveAvgPool1d", x, length);
    }

    /**
     * As {@link #adaptiveAvgPool1d(Tensor, Integer)} along the last two axes ({@index adaptive_avg_pool2d}); 1 and 1
     * give the mean of each plane.
     *
     * @param height of the output, or null for that of the input
     * @param width likewise
     */
    public static Tensor adaptiveAvgPool2d(Tensor x, @Nullable Integer height, @Nullable Integer width) {
        return adaptiveAverage("adaptiveAvgPool2d", x, height, width);
    }

    /** As {@link #adaptiveAvgPool2d(Tensor, Integer, Integer)}, to a square; 1 is global pooling. */
    public static Tensor adaptiveAvgPool2d(Tensor x, int size) {
        return adaptiveAvgPool2d(x, (Integer) size, (Integer) size);
    }

    /**
     * As {@link #adaptiveAvgPool1d(Tensor, Integer)} along the last three axes ({@index adaptive_avg_pool3d}); 1, 1 and
     * 1 give the mean of each plane.
     *
     * @param depth of the output, or null for that of the input
     * @param height likewise
     * @param width likewise
     */
    public static Tensor adaptiveAvgPool3d(
            Tensor x, @Nullable Integer depth, @Nullable Integer height, @Nullable Integer width) {
        return adaptiveAverage("adaptiveAvgPool3d", x, depth, height, width);
    }

    /** As {@link #adaptiveAvgPool3d(Tensor, Integer, Integer, Integer)}, to a cube; 1 is global pooling. */
    public static Tensor adaptiveAvgPool3d(Tensor x, int size) {
        return adaptiveAvgPool3d(x, (Integer) size, (Integer) size, (Integer) size);
    }

    /**
     * The largest elements of the windows of {@link #adaptiveAvgPool1d(Tensor, Integer)}
     * ({@index adaptive_max_pool1d}).
     */
    public static Tensor adaptiveMaxPool1d(Tensor x, @Nullable Integer length) {
        return adaptiveMax("adaptiveMaxPool1d", x, length).values();
    }

    /** As {@link #adaptiveMaxPool1d(Tensor, Integer)}, with the places of the elements. */
    public static MaxPool adaptiveMaxPool1dWithIndices(
            Tensor x, @Nullable Integer length) {
        return adaptiveMax("adaptiveMaxPool1dWithIndices", x, length);
    }

    /**
     * The largest elements of the windows of {@link #adaptiveAvgPool2d(Tensor, Integer, Integer)}
     * ({@index adaptive_max_pool2d}).
     */
    public static Tensor adaptiveMaxPool2d(Tensor x, @Nullable Integer height, @Nullable Integer width) {
        return adaptiveMax("adaptiveMaxPool2d", x, height, width).values();
    }

    /** As {@link #adaptiveMaxPool2d(Tensor, Integer, Integer)}, to a square. */
    public static Tensor adaptiveMaxPool2d(Tensor x, int size) {
        return adaptiveMaxPool2d(x, (Integer) size, (Integer) size);
    }

    /** As {@link #adaptiveMaxPool2d(Tensor, Integer, Integer)}, with the places of the elements. */
    public static MaxPool adaptiveMaxPool2dWithIndices(
            Tensor x, @Nullable Integer height, @Nullable Integer width) {
        return adaptiveMax("adaptiveMaxPool2dWithIndices", x, height, width);
    }

    /**
     * The largest elements of the windows of {@link #adaptiveAvgPool3d(Tensor, Integer, Integer, Integer)}
     * ({@index adaptive_max_pool3d}).
     */
    public static Tensor adaptiveMaxPool3d(
            Tensor x, @Nullable Integer depth, @Nullable Integer height, @Nullable Integer width) {
        return adaptiveMax("adaptiveMaxPool3d", x, depth, height, width).values();
    }

    /** As {@link #adaptiveMaxPool3d(Tensor, Integer, Integer, Integer)}, to a cube. */
    public static Tensor adaptiveMaxPool3d(Tensor x, int size) {
        return adaptiveMaxPool3d(x, (Integer) size, (Integer) size, (Integer) size);
    }

    /** As {@link #adaptiveMaxPool3d(Tensor, Integer, Integer, Integer)}, with the places of the elements. */
    public static MaxPool adaptiveMaxPool3dWithIndices(
            Tensor x, @Nullable Integer depth, @Nullable Integer height, @Nullable Integer width) {
        return adaptiveMax("adaptiveMaxPool3dWithIndices", x, depth, height, width);
    }

    private static Tensor average(
            String function, Tensor x, Window window, int axes, boolean countIncludePad, int divisor) {
        Required.nonNull(function + ": the input", x);
        Window each = Required.nonNull(function + ": the window", window).over(function, axes);
        return new PoolOp.AvgPool(each, countIncludePad, divisor).tensor(x);
    }

    private static int divisor(String function, int divisor) {
        if (divisor < 1) {
            throw new IllegalArgumentException(function + ": divisor " + divisor + " is less than 1");
        }
        return divisor;
    }

    private static MaxPool max(String function, Tensor x, Window window, int axes) {
        Required.nonNull(function + ": the input", x);
        Window each = Required.nonNull(function + ": the window", window).over(function, axes);
        return placed(new PoolOp.MaxPool(each), x);
    }

    private static MaxPool adaptiveMax(String function, Tensor x, @Nullable Integer... sizes) {
        return placed(new PoolOp.AdaptiveMaxPool(sizes(function, x, sizes)), x);
    }

    private static MaxPool placed(PoolOp op, Tensor x) {
        Value[] both = op.apply(x);
        return new MaxPool((Tensor) both[0], (IntTensor) both[1]);
    }

    private static Tensor adaptiveAverage(String function, Tensor x, @Nullable Integer... sizes) {
        List<Integer> given = sizes(function, x, sizes);
        if (given.stream().allMatch(size -> size == 1)) {
            return x.mean(true, IntStream.rangeClosed(-given.size(), -1).toArray());
        }
        return new PoolOp.AdaptiveAvgPool(given).tensor(x);
    }

    /** Sizes, with those of the input in the place of null. */
    private static List<Integer> sizes(String function, Tensor x, @Nullable Integer... sizes) {
        PoolShape.requirePlanes(function, Required.nonNull(function + ": the input", x).shape(), sizes.length);
        Integer[] all = new Integer[sizes.length];
        for (int i = 0; i < all.length; i++) {
            Integer size = sizes[i];
            all[i] = size == null ? (Integer) x.dim(i - all.length) : size;
            if (all[i] < 0) {
                throw new IllegalArgumentException(function + ": a size of " + all[i]);
            }
        }
        return Arrays.asList(all);
    }
}

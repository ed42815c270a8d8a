package dev.lanewise.ops;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Convolution, in the sense of the field: cross-correlation, in which the kernel is not flipped.
 *
 * <p><b>Order of the sum</b> (part of the definition): an element of the result is a sum over the elements of the
 * kernel and, for each of these, over the channels of its group; a chain of fused multiply-adds in that order for each
 * 512 of them, the chains added from left to right, as in {@link Tensor#matmul}. Then the bias is added. Padding takes
 * part as zeros, so an infinite weight in the padding gives NaN.
 *
 * <p>Images may come without a batch, {@code [C, H, W]}; the result has none either then. An empty batch gives an empty
 * result.
 */
public final class Convolution {
    private static final String[] SIZES = {"L", "H, W", "D, H, W"};

    private Convolution() {}

    /**
     * Convolution over one axis ({@index conv1d}). <b>Shape</b>: {@code [N, C, L] -> [N, O, L']} with a weight
     * {@code [O, C / groups, K]} and a bias {@code [O]}; see {@link #conv2d}.
     */
    public static Tensor conv1d(Tensor x, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
        return convolution("conv1d", 1, x, weight, bias, options);
    }

    /**
     * Convolution over two axes ({@index conv2d}). <b>Shape</b>: {@code [N, C, H, W] -> [N, O, H', W']} with
     * {@code H' = (H + 2 padding - dilation (KH - 1) - 1) / stride + 1}, rounded down, and likewise W'.
     *
     * @param weight {@code [O, C / groups, KH, KW]}
     * @param bias {@code [O]}; null for none
     * @throws IllegalArgumentException if shapes or options do not fit each other, or the kernel does not fit the
     *     padded input
     */
    public static Tensor conv2d(Tensor x, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
        return convolution("conv2d", 2, x, weight, bias, options);
    }

    /**
     * Convolution over three axes ({@index conv3d}). <b>Shape</b>: {@code [N, C, D, H, W] -> [N, O, D', H', W']} with a
     * weight {@code [O, C / groups, KD, KH, KW]} and a bias {@code [O]}; see {@link #conv2d}.
     */
    public static Tensor conv3d(Tensor x, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
        return convolution("conv3d", 3, x, weight, bias, options);
    }

    /** Transposed convolution over one axis ({@index conv_transpose1d}); see {@link #convTranspose2d}. */
    public static Tensor convTranspose1d(Tensor x, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
        return transposed("convTranspose1d", 1, x, weight, bias, options);
    }

    /**
     * Transposed convolution over two axes ({@index conv_transpose2d}): the gradient that a convolution with the same
     * weight and options has with respect to its input, plus a bias. <b>Shape</b>: {@code [N, C, H, W] -> [N, O, H',
     * W']} with {@code H' = (H - 1) stride - 2 padding + dilation (KH - 1) + outputPadding + 1}, and likewise W'. A
     * chain is over the elements of the kernel that fall on places of the input, or beside it on zeros that take part,
     * and for each over the channels C. With an {@link ConvOptions#outputSize}, the output padding is what is missing
     * from it.
     *
     * @param weight {@code [C, O / groups, KH, KW]}
     * @param bias {@code [O]}; null for none
     * @throws IllegalArgumentException if shapes or options do not fit each other, an output padding is not less than
     *     stride or dilation, or the input does not lead to the size of the output
     */
    public static Tensor convTranspose2d(Tensor x, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
        return transposed("convTranspose2d", 2, x, weight, bias, options);
    }

    /** Transposed convolution over three axes ({@index conv_transpose3d}); see {@link #convTranspose2d}. */
    public static Tensor convTranspose3d(Tensor x, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
        return transposed("convTranspose3d", 3, x, weight, bias, options);
    }

    private static Tensor convolution(
            String op, int axes, Tensor x, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
        requireArguments(op, axes, x, weight, options);
        options.requireConvolution(op, weight.shape());
        ConvWindow window = ConvWindow.of(op, options, axes, weight.shape());
        requireChannels(op, x, x.dim(-axes - 1), weight, weight.dim(1) * (long) options.groups, options.groups);
        requireBias(op, bias, weight.dim(0));
        List<Integer> size = positions(op, window, x.shape(), weight.shape());
        Tensor batch = x.rank() == axes + 2 ? x : x.unsqueeze(0);
        requireElements(op, x, batch.dim(0), weight.dim(0), size);
        if (options.mode != null) {
            batch = window.pad(op, batch, options.mode);
            window = window.unpadded();
        }
        Tensor y = bias == null
                ? new ConvOp.Forward(window).tensor(batch, weight)
                : new ConvOp.Forward(window, ConvTail.BIAS).tensor(batch, weight, bias);
        return x.rank() == axes + 2 ? y : y.squeeze(0);
    }

    private static Tensor transposed(
            String op, int axes, Tensor x, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
        requireArguments(op, axes, x, weight, options);
        options.requireTransposed(op, weight.shape());
        ConvWindow window = ConvWindow.of(op, options, axes, weight.shape());
        requireChannels(op, x, x.dim(-axes - 1), weight, weight.dim(0), options.groups);
        int filters = weight.dim(1) * options.groups;
        requireBias(op, bias, filters);
        List<Integer> size = sizes(op, window, x, weight, options);
        Tensor batch = x.rank() == axes + 2 ? x : x.unsqueeze(0);
        requireElements(op, x, batch.dim(0), filters, size);
        Tensor y = new ConvOp.InputGradient(window, size).tensor(batch, weight);
        if (bias != null) {
            int[] ones = new int[axes + 1];
            Arrays.fill(ones, 1);
            ones[0] = filters;
            y = y.add(bias.reshape(ones));
        }
        return x.rank() == axes + 2 ? y : y.squeeze(0);
    }

    /** The sizes of a transposed convolution's result. */
    private static List<Integer> sizes(String op, ConvWindow window, Tensor x, Tensor weight, ConvOptions options) {
        int axes = window.axes();
        long[] least = new long[axes];
        for (int axis = 0; axis < axes; axis++) {
            int size = x.dim(axis - axes);
            if (size == 0) {
                throw new IllegalArgumentException(
                        op + ": an input " + x.shape() + " is empty along axis " + (axis - axes));
            }
            long padded = (size - 1L) * window.stride().get(axis) + window.span(axis, weight.dim(2 + axis));
            ConvWindow.requireInt(op, "an input " + x.shape() + " leads to", padded + window.mostExtra(axis));
            least[axis] = padded - 2L * window.before().get(axis);
        }
        if (!options.outputSize.isEmpty()) {
            List<Integer> size = ConvWindow.spread(op, "output size", options.outputSize, axes);
            for (int axis = 0; axis < axes; axis++) {
                if (size.get(axis) < least[axis] || size.get(axis) > least[axis] + window.mostExtra(axis)) {
                    throw new IllegalArgumentException(
                            op + ": an input " + x.shape() + " does not lead to an output of "
                                    + Window.text(size) + ": expected " + sizes(axes, i -> least[i]) + " to "
                                    + sizes(axes, i -> least[i] + window.mostExtra(i)));
                }
            }
            return size;
        }
        List<Integer> extra = ConvWindow.spread(op, "output padding", options.outputPadding, axes);
        Integer[] size = new Integer[axes];
        for (int axis = 0; axis < axes; axis++) {
            int padding = window.before().get(axis);
            long left = least[axis] + extra.get(axis);
            if (left < 1) {
                throw new IllegalArgumentException(op + ": an input " + x.shape() + " leads to "
                        + (left + 2L * padding) + " elements along axis " + (axis - axes) + ", of which padding "
                        + padding + " removes as many at each end: nothing is left");
            }
            size[axis] = (int) left;
        }
        return List.of(size);
    }

    /** Refuses a result that no array holds. */
    private static void requireElements(String op, Tensor x, int samples, int filters, List<Integer> size) {
        double count = (double) samples * filters;
        for (int along : size) {
            count *= along;
        }
        if (count > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(op + ": an input " + x.shape() + " leads to " + samples + " x " + filters
                    + " planes of " + Window.text(size) + ": more than 2147483647 elements do not fit one array");
        }
    }

    private static void requireArguments(String op, int axes, Tensor x, Tensor weight, ConvOptions options) {
        Required.nonNull(op + ": the input", x);
        Required.nonNull(op + ": the weight", weight);
        Required.nonNull(op + ": the set of options", options);
        if (x.rank() != axes + 2 && x.rank() != axes + 1) {
            throw new IllegalArgumentException(op + ": an input " + x.shape() + ": expected [N, C, "
                    + SIZES[axes - 1] + "] or [C, " + SIZES[axes - 1] + "]");
        }
        if (weight.rank() != axes + 2) {
            throw new IllegalArgumentException(op + ": a weight " + weight.shape() + " for an input " + x.shape()
                    + ": expected " + (axes + 2) + " axes");
        }
    }

    private static void requireChannels(
            String op, Tensor x, int channels, Tensor weight, long expected, int groups) {
        if (channels != expected) {
            throw new IllegalArgumentException(op + ": an input " + x.shape() + " has " + channels
                    + " channels, and a weight " + weight.shape() + (groups == 1 ? "" : " in " + groups + " groups")
                    + " takes " + expected);
        }
    }

    private static void requireBias(String op, @Nullable Tensor bias, int filters) {
        if (bias != null && !bias.shape().equals(Shape.of(filters))) {
            throw new IllegalArgumentException(
                    op + ": a bias " + bias.shape() + " for " + filters + " filters: expected [" + filters + "]");
        }
    }

    /** How often the kernel fits along each axis. */
    private static List<Integer> positions(String op, ConvWindow window, Shape x, Shape weight) {
        int axes = window.axes();
        Integer[] positions = new Integer[axes];
        for (int axis = 0; axis < axes; axis++) {
            ConvWindow.requireInt(op, "an input " + x + " has with its padding",
                    window.padded(axis, x.dim(axis - axes)));
            positions[axis] = (int) window.positions(axis, x.dim(axis - axes), weight.dim(2 + axis));
            if (positions[axis] == 0) {
                throw new IllegalArgumentException(op + ": a kernel that spans "
                        + sizes(axes, i -> window.span(i, weight.dim(2 + i))) + " does not fit an input " + x
                        + ", which with its padding is " + sizes(axes, i -> window.padded(i, x.dim(i - axes))));
            }
        }
        return List.of(positions);
    }

    private static String sizes(int axes, IntToLongFunction size) {
        return IntStream.range(0, axes).mapToObj(i -> Long.toString(size.applyAsLong(i)))
                .collect(Collectors.joining(" x "));
    }
}

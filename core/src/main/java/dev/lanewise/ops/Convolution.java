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
     * chain is over the elements of the kernel that reach a place, and for each over the channels C.
     *
     * @param weight {@code [C, O / groups, KH, KW]}
     * @param bias {@code [O]}; null for none
     * @throws IllegalArgumentException if shapes or options do not fit each other, or an output padding is not less
     *     than stride or dilation
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
        if (!options.outputPadding.equals(ConvOptions.defaults().outputPadding)) {
            throw new IllegalArgumentException(
                    op + ": output padding " + options.outputPadding + " is for transposed convolutions");
        }
        ConvWindow window = ConvWindow.of(op, options, axes, weight.shape());
        int channels = x.dim(-axes - 1);
        int groups = window.groups();
        if (channels != weight.dim(1) * (long) groups) {
            throw new IllegalArgumentException(op + ": an input " + x.shape() + " has " + channels
                    + " channels, and a weight " + weight.shape() + " in " + groups(groups) + " takes "
                    + weight.dim(1) * (long) groups);
        }
        requireGroups(op, "filters", weight.dim(0), groups, weight);
        requireBias(op, bias, weight.dim(0));
        requireFit(op, window, x.shape(), weight.shape());
        Tensor batch = x.rank() == axes + 2 ? x : x.unsqueeze(0);
        ConvOp.Forward convolution = new ConvOp.Forward(window);
        Tensor y = bias == null ? convolution.tensor(batch, weight) : convolution.tensor(batch, weight, bias);
        return x.rank() == axes + 2 ? y : y.squeeze(0);
    }

    private static Tensor transposed(
            String op, int axes, Tensor x, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
        requireArguments(op, axes, x, weight, options);
        if (options.same) {
            throw new IllegalArgumentException(op + ": padding same is not defined for transposed convolutions");
        }
        ConvWindow window = ConvWindow.of(op, options, axes, weight.shape());
        int channels = x.dim(-axes - 1);
        if (channels != weight.dim(0)) {
            throw new IllegalArgumentException(op + ": an input " + x.shape() + " has " + channels
                    + " channels, and a weight " + weight.shape() + " takes " + weight.dim(0));
        }
        requireGroups(op, "channels", channels, window.groups(), weight);
        int filters = Math.multiplyExact(weight.dim(1), window.groups());
        requireBias(op, bias, filters);
        Integer[] size = new Integer[axes];
        List<Integer> extra = ConvWindow.spread(op, "output padding", options.outputPadding, axes);
        for (int axis = 0; axis < axes; axis++) {
            size[axis] = sizeBefore(op, window, axis, x.dim(axis - axes), weight.dim(2 + axis), extra.get(axis), x);
        }
        Tensor batch = x.rank() == axes + 2 ? x : x.unsqueeze(0);
        Tensor y = new ConvOp.InputGradient(window, List.of(size)).tensor(batch, weight);
        if (bias != null) {
            int[] ones = new int[axes + 1];
            Arrays.fill(ones, 1);
            ones[0] = filters;
            y = y.add(bias.reshape(ones));
        }
        return x.rank() == axes + 2 ? y : y.squeeze(0);
    }

    /** Size that an axis had before a convolution to this size. */
    private static int sizeBefore(
            String op, ConvWindow window, int axis, int size, int kernel, int extra, Tensor x) {
        int stride = window.stride().get(axis);
        int dilation = window.dilation().get(axis);
        if (extra >= Math.max(stride, dilation)) {
            throw new IllegalArgumentException(op + ": output padding " + extra
                    + " is not less than the larger of stride " + stride + " and dilation " + dilation);
        }
        long before = (size - 1L) * stride + window.span(axis, kernel) + extra
                - window.before().get(axis) - window.after().get(axis);
        if (before < 1 || before > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(op + ": an input " + x.shape() + " would become one of size " + before
                    + " along axis " + (axis - window.axes()) + ", with stride " + stride + ", padding "
                    + window.before().get(axis) + " and a kernel that spans " + window.span(axis, kernel));
        }
        return (int) before;
    }

    private static void requireArguments(String op, int axes, Tensor x, Tensor weight, ConvOptions options) {
        Required.nonNull(op + ": the input", x);
        Required.nonNull(op + ": the weight", weight);
        Required.nonNull(op + ": the options", options);
        if (x.rank() != axes + 2 && x.rank() != axes + 1) {
            throw new IllegalArgumentException(op + ": an input " + x.shape() + ": expected [N, C, "
                    + SIZES[axes - 1] + "] or [C, " + SIZES[axes - 1] + "]");
        }
        if (weight.rank() != axes + 2 || weight.size() == 0) {
            throw new IllegalArgumentException(op + ": a weight " + weight.shape() + " for an input " + x.shape()
                    + ": expected " + (axes + 2) + " axes, none of them empty");
        }
    }

    private static void requireGroups(String op, String what, int count, int groups, Tensor weight) {
        if (count % groups != 0) {
            throw new IllegalArgumentException(op + ": the " + count + " " + what + " of a weight " + weight.shape()
                    + " cannot be divided into " + groups(groups));
        }
    }

    private static String groups(int groups) {
        return groups == 1 ? "1 group" : groups + " groups";
    }

    private static void requireBias(String op, @Nullable Tensor bias, int filters) {
        if (bias != null && !bias.shape().equals(Shape.of(filters))) {
            throw new IllegalArgumentException(
                    op + ": a bias " + bias.shape() + " for " + filters + " filters: expected [" + filters + "]");
        }
    }

    private static void requireFit(String op, ConvWindow window, Shape x, Shape weight) {
        int axes = window.axes();
        for (int axis = 0; axis < axes; axis++) {
            if (window.positions(axis, x.dim(axis - axes), weight.dim(2 + axis)) == 0) {
                throw new IllegalArgumentException(op + ": a kernel that spans "
                        + sizes(axes, i -> window.span(i, weight.dim(2 + i))) + " does not fit an input " + x
                        + ", which with its padding is " + sizes(axes, i -> window.padded(i, x.dim(i - axes))));
            }
        }
    }

    private static String sizes(int axes, IntToLongFunction size) {
        return IntStream.range(0, axes).mapToObj(i -> Long.toString(size.applyAsLong(i)))
                .collect(Collectors.joining(" x "));
    }
}

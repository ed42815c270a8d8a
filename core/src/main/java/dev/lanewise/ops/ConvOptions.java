package dev.lanewise.ops;

import dev.lanewise.tensor.PadMode;
import dev.lanewise.tensor.Shape;
import dev.lanewise.text.Required;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a kernel moves over its input: stride, padding, dilation and groups, with PyTorch's defaults. Immutable: each
 * setter returns new options. Where a setter takes several numbers, one stands for all axes, and more are one for each
 * axis, the last axis last.
 *
 * {@snippet :
 * Tensor y = Convolution.conv2d(x, weight, bias, ConvOptions.defaults().stride(2).padding(1));
 * }
 */
public final class ConvOptions {
    private static final ConvOptions DEFAULTS = new ConvOptions(List.of(1), List.of(0), false, null, List.of(1),
            List.of(0), List.of(), 1);

    final List<Integer> stride;
    final List<Integer> padding;
    final boolean same;

    /** What is put there instead of zeros. */
    final @Nullable PadMode mode;

    final List<Integer> dilation;
    final List<Integer> outputPadding;

    /** Of a transposed convolution; empty if the output padding says it. */
    final List<Integer> outputSize;

    final int groups;

    private ConvOptions(
            List<Integer> stride, List<Integer> padding, boolean same, @Nullable PadMode mode, List<Integer> dilation,
            List<Integer> outputPadding, List<Integer> outputSize, int groups) {
        this.stride = stride;
        this.padding = padding;
        this.same = same;
        this.mode = mode;
        this.dilation = dilation;
        this.outputPadding = outputPadding;
        this.outputSize = outputSize;
        this.groups = groups;
    }

    /** Stride 1, no padding, dilation 1, one group. */
    public static ConvOptions defaults() {
        return DEFAULTS;
    }

    /**
     * Sets the distance between neighbouring positions of the kernel.
     *
     * @throws IllegalArgumentException if there is no number, or one is less than 1
     */
    public ConvOptions stride(int... stride) {
        return new ConvOptions(
                numbers("stride", 1, stride), padding, same, mode, dilation, outputPadding, outputSize, groups);
    }

    /**
     * Sets how many zeros are added before the first and after the last element of an axis. For a transposed
     * convolution it is the padding of the convolution that it transposes, so it makes the output smaller.
     *
     * @throws IllegalArgumentException if there is no number, or one is less than 0
     */
    public ConvOptions padding(int... padding) {
        return new ConvOptions(
                stride, numbers("padding", 0, padding), false, mode, dilation, outputPadding, outputSize, groups);
    }

    /**
     * Pads so that the output has the size of the input ({@code padding="same"} in PyTorch); where that takes an odd
     * number of zeros, the last one is added behind. Only for stride 1, and not for transposed convolutions.
     */
    public ConvOptions paddingSame() {
        return new ConvOptions(stride, List.of(0), true, mode, dilation, outputPadding, outputSize, groups);
    }

    /**
     * Pads with elements of the input ({@index padding_mode}) instead of zeros, as many as {@link #padding} or {@link
     * #paddingSame} says. Not for transposed convolutions.
     */
    public ConvOptions paddingMode(PadMode mode) {
        return new ConvOptions(stride, padding, same, Required.nonNull("ConvOptions: the mode of padding", mode),
                dilation, outputPadding, outputSize, groups);
    }

    /**
     * Sets the distance between neighbouring elements of the kernel.
     *
     * @throws IllegalArgumentException if there is no number, or one is less than 1
     */
    public ConvOptions dilation(int... dilation) {
        return new ConvOptions(
                stride, padding, same, mode, numbers("dilation", 1, dilation), outputPadding, outputSize, groups);
    }

    /**
     * Sets by how much a transposed convolution makes its output larger than the smallest that fits ({@index
     * output_padding}): with a stride above 1 several sizes of the input lead to one size of the output. It takes the
     * place of an {@link #outputSize}.
     *
     * @throws IllegalArgumentException if there is no number, or one is less than 0
     */
    public ConvOptions outputPadding(int... outputPadding) {
        return new ConvOptions(stride, padding, same, mode, dilation, numbers("output padding", 0, outputPadding),
                List.of(), groups);
    }

    /**
     * Sets the size of a transposed convolution's output along its axes ({@index output_size}), in the place of an
     * {@link #outputPadding}, which is computed from it: as the size that the input of a convolution had.
     *
     * @throws IllegalArgumentException if there is no number, or one is less than 1
     */
    public ConvOptions outputSize(int... outputSize) {
        return new ConvOptions(stride, padding, same, mode, dilation, DEFAULTS.outputPadding,
                numbers("output size", 1, outputSize), groups);
    }

    /**
     * Sets into how many groups channels and filters are divided: a filter sees the channels of its group.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public ConvOptions groups(int groups) {
        if (groups < 1) {
            throw new IllegalArgumentException("ConvOptions: " + groups + " groups: expected 1 or more");
        }
        return new ConvOptions(stride, padding, same, mode, dilation, outputPadding, outputSize, groups);
    }

    /** Groups of channels and filters. */
    public int groups() {
        return groups;
    }

    /**
     * The shape {@code [out, in / groups, K...]} of the weight that a convolution takes with these options.
     *
     * @param in channels
     * @param out filters
     * @param kernel its size along each axis: of one, two or three
     * @throws IllegalArgumentException if a size is not positive, the groups do not divide the channels and filters, or
     *     no convolution over so many axes takes these options
     */
    public Shape weightShape(int in, int out, int... kernel) {
        Shape weight = weight(in, out, out, in, kernel);
        requireConvolution("ConvOptions", weight);
        return weight;
    }

    /**
     * The shape {@code [in, out / groups, K...]} of the weight that a transposed convolution takes with these options.
     *
     * @param in channels
     * @param out filters
     * @param kernel its size along each axis: of one, two or three
     * @throws IllegalArgumentException if a size is not positive, the groups do not divide the channels and filters, or
     *     no transposed convolution over so many axes takes these options
     */
    public Shape transposedWeightShape(int in, int out, int... kernel) {
        Shape weight = weight(in, out, in, out, kernel);
        requireTransposed("ConvOptions", weight);
        return weight;
    }

    private Shape weight(int in, int out, int first, int second, int... kernel) {
        List<Integer> sizes = numbers("kernel", Integer.MIN_VALUE, kernel);
        if (in <= 0 || out <= 0 || sizes.stream().anyMatch(size -> size <= 0)) {
            throw new IllegalArgumentException("ConvOptions: sizes must be positive, got " + in + " to " + out
                    + " with a kernel of " + Window.text(sizes));
        }
        if (in % groups != 0 || out % groups != 0) {
            throw new IllegalArgumentException("ConvOptions: " + in + " channels in and " + out
                    + " out cannot be divided into " + groups + " groups");
        }
        int[] dims = new int[sizes.size() + 2];
        dims[0] = first;
        dims[1] = second / groups;
        System.arraycopy(kernel, 0, dims, 2, kernel.length);
        return Shape.of(dims);
    }

    /** Refuses a weight {@code [O, C / groups, K...]} that no convolution takes with these options. */
    void requireConvolution(String where, Shape weight) {
        int axes = requireWeight(where, weight);
        ConvWindow.of(where, this, axes, weight);
        ConvWindow.spread(where, "output padding", outputPadding, axes);
        boolean padded = outputPadding.stream().anyMatch(extra -> extra > 0);
        if (padded || !outputSize.isEmpty()) {
            throw new IllegalArgumentException(where + ": output " + (padded
                    ? "padding " + Window.text(outputPadding)
                    : "size " + Window.text(outputSize)) + " is for transposed convolutions");
        }
        requireGroups(where, "filters", weight);
    }

    /** Refuses a weight {@code [C, O / groups, K...]} that no transposed convolution takes with these options. */
    void requireTransposed(String where, Shape weight) {
        int axes = requireWeight(where, weight);
        if (same || mode != null) {
            throw new IllegalArgumentException(where + ": padding " + (same ? "same" : "by " + mode)
                    + " is not defined for transposed convolutions");
        }
        ConvWindow window = ConvWindow.of(where, this, axes, weight);
        ConvWindow.spread(where, "output size", outputSize.isEmpty() ? List.of(1) : outputSize, axes);
        List<Integer> extra = ConvWindow.spread(where, "output padding", outputPadding, axes);
        for (int axis = 0; axis < axes; axis++) {
            if (extra.get(axis) > window.mostExtra(axis)) {
                throw new IllegalArgumentException(where + ": output padding " + extra.get(axis) + " with stride "
                        + window.stride().get(axis) + " and dilation " + window.dilation().get(axis)
                        + ": expected less than the larger of the two");
            }
        }
        requireGroups(where, "channels", weight);
    }

    private static int requireWeight(String where, Shape weight) {
        Required.nonNull(where + ": the weight's shape", weight);
        if (weight.rank() < 3 || weight.rank() > ConvWindow.AXES + 2 || weight.size() == 0) {
            throw new IllegalArgumentException(
                    where + ": a weight " + weight + ": expected 3 to 5 axes, none of them empty");
        }
        return weight.rank() - 2;
    }

    private void requireGroups(String where, String what, Shape weight) {
        if (weight.dim(0) % groups != 0) {
            throw new IllegalArgumentException(where + ": the " + weight.dim(0) + " " + what + " of a weight " + weight
                    + " cannot be divided into " + groups + " groups");
        }
    }

    private static List<Integer> numbers(String name, int least, int... numbers) {
        Required.nonNull("ConvOptions: the array of numbers for " + name, numbers);
        if (numbers.length == 0) {
            throw new IllegalArgumentException("ConvOptions: " + name + " is set to no number");
        }
        List<Integer> given = Arrays.stream(numbers).boxed().toList();
        for (int number : numbers) {
            if (number < least) {
                throw new IllegalArgumentException("ConvOptions: " + name + " " + Window.text(given)
                        + ": expected numbers of " + least + " or more");
            }
        }
        return given;
    }

    /** Options are equal if they fit the same counts of axes and mean the same there, however that was said. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ConvOptions o && same == o.same && mode == o.mode && groups == o.groups
                && meaning().equals(o.meaning());
    }

    @Override
    public int hashCode() {
        return Objects.hash(meaning(), same, mode, groups);
    }

    /** All lists, those of one number as long as the longest. */
    private List<List<Integer>> meaning() {
        List<List<Integer>> all = List.of(stride, padding, dilation, outputPadding, outputSize);
        int axes = all.stream().mapToInt(List::size).max().orElse(1);
        return all.stream().map(list -> list.size() == 1 ? Collections.nCopies(axes, list.getFirst()) : list).toList();
    }

    /** For example {@code stride 2, padding 1}: what is not as in {@link #defaults}, or {@code defaults}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        append(text, "stride ", stride, DEFAULTS.stride);
        if (same) {
            append(text, "padding ", "same");
        }
        append(text, "padding ", padding, DEFAULTS.padding);
        if (mode != null) {
            append(text, "padded by ", mode.name().toLowerCase(Locale.ROOT));
        }
        append(text, "output padding ", outputPadding, DEFAULTS.outputPadding);
        if (!outputSize.isEmpty()) {
            append(text, "output size ", Window.brief(outputSize));
        }
        append(text, "dilation ", dilation, DEFAULTS.dilation);
        if (groups > 1) {
            append(text, "groups ", Integer.toString(groups));
        }
        return text.isEmpty() ? "defaults" : text.toString();
    }

    private static void append(StringBuilder text, String name, List<Integer> numbers, List<Integer> usual) {
        List<Integer> different = numbers.stream().distinct().toList();
        if (!different.equals(usual)) {
            append(text, name, Window.brief(numbers));
        }
    }

    private static void append(StringBuilder text, String name, String value) {
        text.append(text.isEmpty() ? "" : ", ").append(name).append(value);
    }
}

package dev.lanewise.ops;

import dev.lanewise.text.Required;
import java.util.Arrays;
import java.util.List;

/**
 * How a kernel moves over its input: stride, padding, dilation and groups. Immutable: each setter returns new options.
 * Where a setter takes several numbers, one stands for all axes, and more are one for each axis, the last axis last.
 *
 * {@snippet :
 * Tensor y = Convolution.conv2d(x, weight, bias, ConvOptions.defaults().stride(2).padding(1));
 * }
 */
public final class ConvOptions {
    private static final ConvOptions DEFAULTS = new ConvOptions(List.of(1), List.of(0), false, List.of(1), List.of(0),
            1);

    final List<Integer> stride;
    final List<Integer> padding;
    final boolean same;
    final List<Integer> dilation;
    final List<Integer> outputPadding;
    final int groups;

    private ConvOptions(
            List<Integer> stride, List<Integer> padding, boolean same, List<Integer> dilation,
            List<Integer> outputPadding, int groups) {
        this.stride = stride;
        this.padding = padding;
        this.same = same;
        this.dilation = dilation;
        this.outputPadding = outputPadding;
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
                numbers("stride", 1, stride), padding, same, dilation, outputPadding, groups);
    }

    /**
     * Sets how many zeros are added before the first and after the last element of an axis. For a transposed
     * convolution it is the padding of the convolution that it transposes, so it makes the output smaller.
     *
     * @throws IllegalArgumentException if there is no number, or one is less than 0
     */
    public ConvOptions padding(int... padding) {
        return new ConvOptions(stride, numbers("padding", 0, padding), false, dilation, outputPadding, groups);
    }

    /**
     * Pads so that the output has the size of the input ({@code padding="same"} in PyTorch); where that takes an odd
     * number of zeros, the last one is added behind. Only for stride 1, and not for transposed convolutions.
     */
    public ConvOptions paddingSame() {
        return new ConvOptions(stride, List.of(0), true, dilation, outputPadding, groups);
    }

    /**
     * Sets the distance between neighbouring elements of the kernel.
     *
     * @throws IllegalArgumentException if there is no number, or one is less than 1
     */
    public ConvOptions dilation(int... dilation) {
        return new ConvOptions(stride, padding, same, numbers("dilation", 1, dilation), outputPadding, groups);
    }

    /**
     * Sets by how much a transposed convolution makes its output larger than the smallest that fits ({@index
     * output_padding}): with a stride above 1 several sizes of the input lead to one size of the output.
     *
     * @throws IllegalArgumentException if there is no number, or one is less than 0
     */
    public ConvOptions outputPadding(int... outputPadding) {
        return new ConvOptions(stride, padding, same, dilation, numbers("output padding", 0, outputPadding), groups);
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
        return new ConvOptions(stride, padding, same, dilation, outputPadding, groups);
    }

    private static List<Integer> numbers(String name, int least, int... numbers) {
        Required.nonNull("ConvOptions: the array of numbers for " + name, numbers);
        if (numbers.length == 0) {
            throw new IllegalArgumentException("ConvOptions: " + name + " is set to no number");
        }
        for (int number : numbers) {
            if (number < least) {
                throw new IllegalArgumentException("ConvOptions: " + name + " " + Arrays.toString(numbers)
                        + ": expected numbers of " + least + " or more");
            }
        }
        return Arrays.stream(numbers).boxed().toList();
    }

    /** For example {@code stride 2, padding 1}; what is as in {@link #defaults} is left out. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        append(text, "stride ", stride, DEFAULTS.stride);
        if (same) {
            append(text, "padding ", "same");
        }
        append(text, "padding ", padding, DEFAULTS.padding);
        append(text, "output padding ", outputPadding, DEFAULTS.outputPadding);
        append(text, "dilation ", dilation, DEFAULTS.dilation);
        if (groups > 1) {
            append(text, "groups ", Integer.toString(groups));
        }
        return text.toString();
    }

    private static void append(StringBuilder text, String name, List<Integer> numbers, List<Integer> usual) {
        if (numbers.stream().distinct().toList().equals(usual)) {
            return;
        }
        append(text, name, numbers.size() == 1 ? numbers.getFirst().toString() : numbers.toString());
    }

    private static void append(StringBuilder text, String name, String value) {
        text.append(text.isEmpty() ? "" : ", ").append(name).append(value);
    }
}

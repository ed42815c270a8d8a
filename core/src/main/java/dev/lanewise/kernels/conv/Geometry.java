package dev.lanewise.kernels.conv;

import java.util.Arrays;
import java.util.List;

/**
 * The sizes of a convolution of a batch of images over three axes, depth, height and width; where there are fewer, the
 * first ones have size 1. An image is {@code [channels, in]}, its result {@code [filters, out]}, the weight
 * {@code [filters, channels / groups, kernel]}.
 */
public final class Geometry {
    static final int AXES = 3;

    final int batch;
    final int channels;
    final int filters;
    final int groups;
    final int[] in;
    final int[] kernel;
    final int[] out;
    final int[] stride;

    /** Before the first element; what lies behind the last one follows from the sizes. */
    final int[] padding;

    final int[] dilation;

    /**
     * The sizes of a convolution over up to three axes: what is missing is 1, before the axes that there are.
     *
     * @param groups of channels and filters
     * @param x sizes of the input, {@code [N, C, in]}
     * @param w sizes of the weight, {@code [O, C / G, kernel]}
     * @param y sizes of the result, {@code [N, O, out]}
     */
    public static Geometry of(
            int groups, List<Integer> stride, List<Integer> padding, List<Integer> dilation, int[] x, int[] w,
            int[] y) {
        return new Geometry(
                x[0], x[1], w[0], groups, spatial(x), spatial(w), spatial(y), three(stride, 1), three(padding, 0),
                three(dilation, 1));
    }

    private static int[] spatial(int... sizes) {
        return three(Arrays.stream(sizes).skip(2).boxed().toList(), 1);
    }

    /** Three numbers, of which those for missing first axes are given. */
    private static int[] three(List<Integer> numbers, int missing) {
        int[] all = new int[AXES];
        Arrays.fill(all, missing);
        for (int axis = 0; axis < numbers.size(); axis++) {
            all[AXES - numbers.size() + axis] = numbers.get(axis);
        }
        return all;
    }

    /** Takes the arrays, of three elements each; the caller has checked that they belong together. */
    public Geometry(
            int batch, int channels, int filters, int groups, int[] in, int[] kernel, int[] out, int[] stride,
            int[] padding, int[] dilation) {
        this.batch = batch;
        this.channels = channels;
        this.filters = filters;
        this.groups = groups;
        this.in = in;
        this.kernel = kernel;
        this.out = out;
        this.stride = stride;
        this.padding = padding;
        this.dilation = dilation;
    }

    /** Images. */
    public int batch() {
        return batch;
    }

    /** Groups of channels and filters. */
    public int groups() {
        return groups;
    }

    /** Channels that a filter reads. */
    public int channelsOfGroup() {
        return channels / groups;
    }

    /** Filters that read the same channels. */
    public int filtersOfGroup() {
        return filters / groups;
    }

    /** Elements of a plane of the images. */
    public int inPlane() {
        return volume(in);
    }

    /** Elements of a plane of the results. */
    public int outPlane() {
        return volume(out);
    }

    /** Elements under the kernel in a plane. */
    public int taps() {
        return volume(kernel);
    }

    static int volume(int... sizes) {
        return sizes[0] * sizes[1] * sizes[2];
    }
}

package dev.lanewise.ops;

import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.PadMode;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Convolutions in doubles, by one loop for each index of their definition. */
final class ConvReference {
    private static final int AXES = 3;

    private final int axes;
    private final int[] stride;
    private final int[] dilation;
    private final int[] extra;
    private final int groups;
    private final @Nullable PadMode mode;

    /** Before the first element and after the last. */
    private final int[] before;
    private final int[] after;

    private final int[] kernel;

    /** For a kernel with these sizes, one for each axis. */
    ConvReference(ConvOptions options, int... kernel) {
        this.axes = kernel.length;
        this.stride = three(options.stride, 1);
        this.dilation = three(options.dilation, 1);
        this.extra = three(options.outputPadding, 0);
        this.groups = options.groups;
        this.mode = options.mode;
        this.kernel = three(Arrays.stream(kernel).boxed().toList(), 1);
        this.before = three(options.padding, 0);
        this.after = before.clone();
        for (int axis = 0; options.same && axis < AXES; axis++) {
            int all = dilation[axis] * (this.kernel[axis] - 1);
            before[axis] = all / 2;
            after[axis] = all - before[axis];
        }
    }

    /** Three numbers of one for all axes, or one for each of the last ones. */
    private int[] three(List<Integer> numbers, int missing) {
        int[] all = new int[AXES];
        Arrays.fill(all, missing);
        for (int axis = AXES - axes; axis < AXES; axis++) {
            all[axis] = numbers.size() == 1 ? numbers.getFirst() : numbers.get(axis - AXES + axes);
        }
        return all;
    }

    /** The sizes of an image over three axes. */
    private int[] spatial(Reference x) {
        int[] all = {1, 1, 1};
        System.arraycopy(x.dims, x.rank() - axes, all, AXES - axes, axes);
        return all;
    }

    private boolean isBatch(Reference x) {
        return x.rank() == axes + 2;
    }

    private Reference batch(Reference x, int channels, int... spatial) {
        int images = isBatch(x) ? x.dims[0] : 1;
        return Reference.zeros(images, channels, spatial[0], spatial[1], spatial[2]);
    }

    private int[] dims(Reference x, Reference y) {
        int[] dims = new int[axes + 2];
        dims[0] = y.dims[0];
        dims[1] = y.dims[1];
        System.arraycopy(y.dims, y.rank() - axes, dims, 2, axes);
        return isBatch(x) ? dims : Arrays.copyOfRange(dims, 1, dims.length);
    }

    /** One element of the three that a convolution ties to each other. */
    private interface Visitor {
        void visit(int x, int w, int y);
    }

    /** Shows all triples of flat places, of an input, a weight {@code [O, C / groups, kernel]} and a result. */
    private void visit(int images, int channels, int filters, int[] in, int[] out, Visitor visitor) {
        int ofGroup = channels / groups;
        for (int n = 0; n < images; n++) {
            for (int o = 0; o < filters; o++) {
                for (int c = 0; c < ofGroup; c++) {
                    int image = n * channels + o / (filters / groups) * ofGroup + c;
                    for (int t = 0; t < volume(kernel); t++) {
                        int[] tap = {t / kernel[2] / kernel[1], t / kernel[2] % kernel[1], t % kernel[2]};
                        for (int p = 0; p < volume(out); p++) {
                            int[] at = {p / out[2] / out[1], p / out[2] % out[1], p % out[2]};
                            int place = place(in, tap, at);
                            if (place >= 0) {
                                visitor.visit(
                                        image * volume(in) + place, (o * ofGroup + c) * volume(kernel) + t,
                                        (n * filters + o) * volume(out) + p);
                            }
                        }
                    }
                }
            }
        }
    }

    /** What a tap reads for a position, or -1 in the padding. */
    private int place(int[] in, int[] tap, int... position) {
        int place = 0;
        for (int axis = 0; axis < AXES; axis++) {
            int i = position[axis] * stride[axis] + tap[axis] * dilation[axis] - before[axis];
            i = i >= 0 && i < in[axis] ? i : outside(i, in[axis]);
            if (i < 0) {
                return -1;
            }
            place = place * in[axis] + i;
        }
        return place;
    }

    private int outside(int i, int size) {
        return switch (mode) {
            case null -> -1;
            case REFLECT -> i < 0 ? -i : 2 * size - 2 - i;
            case REPLICATE -> i < 0 ? 0 : size - 1;
            case CIRCULAR -> Math.floorMod(i, size);
        };
    }

    private static int volume(int... sizes) {
        return sizes[0] * sizes[1] * sizes[2];
    }

    /** The convolution of an input and a weight; plus a bias, if that is the third. */
    Reference convolution(Reference... x) {
        int[] in = spatial(x[0]);
        int[] out = new int[AXES];
        Arrays.setAll(out, axis -> (in[axis] + before[axis] + after[axis] - dilation[axis] * (kernel[axis] - 1) - 1)
                / stride[axis] + 1);
        Reference y = batch(x[0], x[1].dims[0], out);
        visit(y.dims[0], x[1].dims[1] * groups, y.dims[1], in, out, (a, b, c) -> {
            y.data[c] += x[0].data[a] * x[1].data[b];
        });
        addBias(y, x);
        return y.reshape(dims(x[0], y));
    }

    /** The transposed convolution of an input and a weight {@code [C, O / groups, kernel]}; plus a bias, if there is one. */
    Reference transposed(Reference... x) {
        int[] in = spatial(x[0]);
        int[] out = new int[AXES];
        Arrays.setAll(out, axis -> (in[axis] - 1) * stride[axis] - 2 * before[axis]
                + dilation[axis] * (kernel[axis] - 1) + extra[axis] + 1);
        Reference y = batch(x[0], x[1].dims[1] * groups, out);
        visit(y.dims[0], y.dims[1], x[1].dims[0], out, in, (a, b, c) -> {
            y.data[a] += x[0].data[c] * x[1].data[b];
        });
        addBias(y, x);
        return y.reshape(dims(x[0], y));
    }

    /** The gradient of the weight, from a batch of inputs and the gradient of the result. */
    Reference weightGradient(Reference x, Reference g) {
        int[] dims = new int[axes + 2];
        dims[0] = g.dims[1];
        dims[1] = x.dims[1] / groups;
        System.arraycopy(kernel, AXES - axes, dims, 2, axes);
        Reference w = Reference.zeros(dims);
        visit(x.dims[0], x.dims[1], g.dims[1], spatial(x), spatial(g), (a, b, c) -> {
            w.data[b] += x.data[a] * g.data[c];
        });
        return w;
    }

    private static void addBias(Reference y, Reference... x) {
        int plane = y.dims[2] * y.dims[3] * y.dims[4];
        for (int i = 0; x.length > 2 && i < y.data.length; i++) {
            y.data[i] += x[2].data[i / plane % y.dims[1]];
        }
    }
}

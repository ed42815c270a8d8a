package dev.lanewise.program;

import static dev.lanewise.program.RandomRow.full;

import dev.lanewise.ops.ConvOptions;
import dev.lanewise.ops.Convolution;
import dev.lanewise.tensor.PadMode;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/** Convolutions of values that are taken for images of a few channels. */
final class RandomConvolutions {
    private static final int CHANNELS = 4;
    private static final int KERNEL = 3;
    private static final double SCALE = 0.2;

    static final List<RandomRow> ROWS = List.of(
            full("Convolution.conv1d", 1, (ops, a) -> Convolution.conv1d(
                    image(a, 1), weight(a, 1), null, options(ops)).mul(SCALE)),
            full("Convolution.conv2d", 2, (ops, a) -> Convolution.conv2d(
                    image(a, 2), weight(a, 2), Tensor.ones(2).mul(a.tanh().mean()), options(ops))
                    .mul(SCALE)),
            full("Convolution.conv2d padded by replication", 2, (ops, a) -> Convolution.conv2d(
                    image(a, 2), weight(a, 2), null, options(ops).paddingMode(PadMode.REPLICATE)).mul(SCALE)),
            full("Convolution.conv2d of single channels", 2, (ops, a) -> Convolution.conv2d(
                    image(a, 2), weight(a, 2).transpose(0, 1).slice(1, 0, 1), null,
                    options(ops).groups(image(a, 2).dim(1))).mul(SCALE)),
            full("Convolution.conv3d", 3, (ops, a) -> Convolution.conv3d(
                    image(a, 3), weight(a, 3), null, options(ops)).mul(SCALE)),
            full("Convolution.convTranspose1d", 1, (ops, a) -> Convolution.convTranspose1d(
                    image(a, 1), weight(a, 1).transpose(0, 1), null, transposed(ops)).mul(SCALE)),
            full("Convolution.convTranspose2d", 2, (ops, a) -> Convolution.convTranspose2d(
                    image(a, 2), weight(a, 2).transpose(0, 1), null, transposed(ops)).mul(SCALE)),
            full("Convolution.convTranspose3d", 3, (ops, a) -> Convolution.convTranspose3d(
                    image(a, 3), weight(a, 3).transpose(0, 1), null, transposed(ops)).mul(SCALE)));

    private RandomConvolutions() {}

    /** The elements as one image over so many axes. */
    private static Tensor image(Tensor a, int axes) {
        int[] dims = new int[axes + 2];
        dims[0] = 1;
        dims[1] = -1;
        for (int axis = 0; axis < axes; axis++) {
            dims[2 + axis] = a.dim(axis - axes);
        }
        Tensor all = a.reshape(dims);
        return all.slice(1, 0, Math.min(CHANNELS, all.dim(1)));
    }

    /** Two filters, of which the second is the negated first, made of the image's first elements. */
    private static Tensor weight(Tensor a, int axes) {
        Tensor part = image(a, axes);
        for (int axis = 2; axis < axes + 2; axis++) {
            part = part.slice(axis, 0, Math.min(KERNEL, part.dim(axis)));
        }
        Tensor filter = part.tanh();
        return Shapes.concat(0, filter, filter.neg());
    }

    /** A kernel of up to three elements fits any image with them. */
    private static ConvOptions options(RandomOps ops) {
        return transposed(ops).padding(KERNEL + ops.choose(2));
    }

    private static ConvOptions transposed(RandomOps ops) {
        return ConvOptions.defaults().stride(1 + ops.choose(2)).dilation(1 + ops.choose(2));
    }
}

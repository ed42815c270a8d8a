package dev.lanewise.reference;

import dev.lanewise.ops.ConvOptions;
import dev.lanewise.ops.Convolution;
import dev.lanewise.tensor.PadMode;
import dev.lanewise.tensor.Tensor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Convolutions and transposed ones. */
final class ConvFixtures extends Fixtures {
    private static final ConvOptions PLAIN = ConvOptions.defaults();

    /** A function of {@link Convolution}. */
    @FunctionalInterface
    private interface Convolving {
        Tensor of(Tensor x, Tensor weight, @Nullable Tensor bias, ConvOptions options);
    }

    ConvFixtures() {
        overOneAxis();
        overTwoAxes();
        overThreeAxes();
        transposed();
    }

    private void overOneAxis() {
        conv("conv1d", Convolution::conv1d, PLAIN);
        conv("conv1d without bias or batch", Convolution::conv1d, PLAIN);
        conv("conv1d of an empty batch", Convolution::conv1d, PLAIN);
        conv("conv1d of one element", Convolution::conv1d, PLAIN);
        conv("conv1d with stride, padding and dilation", Convolution::conv1d, PLAIN.stride(2).padding(3).dilation(2));
        conv("conv1d with a stride larger than the kernel", Convolution::conv1d, PLAIN.stride(3));
        conv("conv1d with a kernel larger than the input", Convolution::conv1d, PLAIN.padding(2));
        conv("conv1d with padding same", Convolution::conv1d, PLAIN.paddingSame().dilation(3));
        conv("conv1d in groups", Convolution::conv1d, PLAIN.groups(3).padding(1));
    }

    private void overTwoAxes() {
        conv("conv2d", Convolution::conv2d, PLAIN);
        conv("conv2d without bias or batch", Convolution::conv2d, PLAIN);
        conv("conv2d of an empty batch", Convolution::conv2d, PLAIN.padding(1));
        conv("conv2d of one column", Convolution::conv2d, PLAIN);
        conv("conv2d of one column with padding", Convolution::conv2d, PLAIN.padding(1));
        conv("conv2d of 1 x 1 with stride", Convolution::conv2d, PLAIN.stride(2));
        conv("conv2d with numbers for each axis", Convolution::conv2d,
                PLAIN.stride(2, 1).padding(1, 2).dilation(1, 2));
        conv("conv2d of 7 x 7 with stride", Convolution::conv2d, PLAIN.stride(2).padding(3));
        conv("conv2d with a kernel larger than the input", Convolution::conv2d, PLAIN.padding(3));
        conv("conv2d with an even kernel and padding same", Convolution::conv2d, PLAIN.paddingSame());
        conv("conv2d in groups", Convolution::conv2d, PLAIN.groups(2).padding(1));
        conv("conv2d of single channels with stride", Convolution::conv2d, PLAIN.groups(24).stride(2).padding(1));
        conv("conv2d of single channels, two filters each", Convolution::conv2d, PLAIN.groups(3).padding(1));
        for (PadMode mode : PadMode.values()) {
            conv("conv2d padded by " + mode.name().toLowerCase(Locale.ROOT), Convolution::conv2d,
                    PLAIN.padding(1, 2).paddingMode(mode));
        }
    }

    private void overThreeAxes() {
        conv("conv3d", Convolution::conv3d, PLAIN);
        conv("conv3d without bias or batch", Convolution::conv3d, PLAIN);
        conv("conv3d with numbers for each axis", Convolution::conv3d,
                PLAIN.stride(1, 2, 1).padding(1, 0, 2).dilation(2, 1, 1));
        conv("conv3d in groups with padding same", Convolution::conv3d, PLAIN.groups(2).paddingSame());
    }

    private void transposed() {
        conv("convTranspose1d", Convolution::convTranspose1d, PLAIN);
        conv("convTranspose1d without bias or batch", Convolution::convTranspose1d, PLAIN);
        conv("convTranspose1d of an empty batch", Convolution::convTranspose1d, PLAIN);
        conv("convTranspose1d with stride", Convolution::convTranspose1d, PLAIN.stride(2).padding(1).outputPadding(1));
        conv("convTranspose1d with a stride larger than the kernel", Convolution::convTranspose1d,
                PLAIN.stride(4).outputPadding(3));
        conv("convTranspose1d with an output padding of the dilation", Convolution::convTranspose1d,
                PLAIN.dilation(3).outputPadding(2));
        conv("convTranspose2d", Convolution::convTranspose2d, PLAIN);
        conv("convTranspose2d of one column", Convolution::convTranspose2d, PLAIN.stride(2).padding(1));
        conv("convTranspose2d with numbers for each axis", Convolution::convTranspose2d,
                PLAIN.stride(2, 1).padding(1, 2).dilation(1, 2).outputPadding(1, 1));
        conv("convTranspose2d in groups", Convolution::convTranspose2d, PLAIN.groups(2).stride(2));
        conv("convTranspose2d of single channels", Convolution::convTranspose2d,
                PLAIN.groups(24).stride(2).padding(1).outputPadding(1, 0));
        conv("convTranspose3d", Convolution::convTranspose3d, PLAIN);
        conv("convTranspose3d with numbers for each axis", Convolution::convTranspose3d,
                PLAIN.stride(2, 1, 3).padding(1, 0, 1).dilation(1, 2, 1).outputPadding(1, 1, 2));
    }

    private void conv(String name, Convolving function, ConvOptions options) {
        on(name, in -> function.of(
                in.tensor(0), in.tensor(1), in.values().size() > 2 ? in.tensor(2) : null, options));
    }
}

package dev.lanewise.ops;

import dev.lanewise.optable.OpRow;
import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.PadMode;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Rows for convolutions, transposed ones, and the gradient of the weight. */
final class ConvOpTable extends OpTable {
    private static final ConvOptions PLAIN = ConvOptions.defaults();

    ConvOpTable() {
        overOneAxis();
        overTwoAxes();
        overThreeAxes();
        transposedOverOneAxis();
        transposedOverTwoAxes();
        transposedOverThreeAxes();
        weightGradients();
    }

    private void overOneAxis() {
        row("conv1d", PLAIN)
                .on(dims(2, 3, 7), dims(4, 3, 3), dims(4)).on(dims(1, 1, 1), dims(1, 1, 1), dims(1))
                .on(dims(3, 6), dims(2, 3, 3), dims(2)).on(dims(0, 2, 5), dims(3, 2, 2), dims(3))
                .large(dims(5, 33, 301), dims(37, 33, 5), dims(37));
        row("conv1d without bias", PLAIN)
                .on(dims(2, 3, 7), dims(4, 3, 3)).on(dims(3, 6), dims(2, 3, 6)).on(dims(0, 2, 5), dims(3, 2, 2));
        row("conv1d with stride, padding and dilation", PLAIN.stride(2).padding(3).dilation(2))
                .on(dims(2, 3, 8), dims(4, 3, 3), dims(4)).on(dims(1, 2, 9), dims(2, 2, 2), dims(2))
                .large(dims(3, 17, 700), dims(40, 17, 7), dims(40));
        row("conv1d with a stride larger than the kernel", PLAIN.stride(3))
                .on(dims(2, 2, 9), dims(3, 2, 2), dims(3)).on(dims(1, 2, 2), dims(3, 2, 1), dims(3));
        row("conv1d with a kernel larger than the input", PLAIN.padding(2))
                .on(dims(2, 3, 2), dims(4, 3, 5), dims(4)).on(dims(1, 2, 1), dims(2, 2, 5), dims(2))
                .on(dims(2, 1), dims(2, 2, 4), dims(2));
        row("conv1d with padding same", PLAIN.paddingSame().dilation(3))
                .on(dims(2, 3, 5), dims(2, 3, 4), dims(2)).on(dims(1, 1), dims(1, 1, 3), dims(1));
        row("conv1d in groups", PLAIN.groups(3).padding(1))
                .on(dims(2, 6, 5), dims(9, 2, 3), dims(9)).on(dims(1, 3, 4), dims(3, 1, 2), dims(3));
    }

    private void overTwoAxes() {
        row("conv2d", PLAIN)
                .on(dims(2, 3, 5, 4), dims(4, 3, 3, 2), dims(4)).on(dims(1, 1, 1, 1), dims(1, 1, 1, 1), dims(1))
                .on(dims(3, 4, 5), dims(2, 3, 2, 2), dims(2)).on(dims(0, 2, 5, 5), dims(3, 2, 3, 3), dims(3))
                .on(dims(2, 2, 5, 1), dims(3, 2, 3, 1), dims(3)).on(dims(2, 2, 1, 5), dims(3, 2, 1, 3), dims(3))
                .on(dims(1, 60, 3, 3), dims(1, 60, 3, 3), dims(1))
                .large(dims(2, 64, 9, 20), dims(40, 64, 3, 3), dims(40));
        row("conv2d without bias", PLAIN)
                .on(dims(2, 3, 5, 4), dims(4, 3, 3, 2)).on(dims(0, 2, 5, 5), dims(3, 2, 3, 3))
                .large(dims(9, 1, 28, 28), dims(32, 1, 5, 5));
        row("conv2d of 1 x 1", PLAIN)
                .on(dims(2, 5, 3, 4), dims(6, 5, 1, 1), dims(6)).on(dims(1, 1, 3, 1), dims(2, 1, 1, 1), dims(2))
                .large(dims(3, 70, 17, 19), dims(65, 70, 1, 1), dims(65));
        row("conv2d of 1 x 1 with stride", PLAIN.stride(2))
                .on(dims(2, 5, 3, 4), dims(6, 5, 1, 1), dims(6))
                .large(dims(3, 70, 17, 19), dims(65, 70, 1, 1), dims(65));
        row("conv2d with padding", PLAIN.padding(1))
                .on(dims(2, 3, 4, 5), dims(4, 3, 3, 3), dims(4)).on(dims(1, 2, 1, 1), dims(2, 2, 3, 3), dims(2))
                .on(dims(2, 3, 3), dims(2, 2, 3, 3), dims(2)).on(dims(1, 2, 4, 1), dims(2, 2, 3, 3), dims(2))
                .on(dims(0, 2, 4, 1), dims(2, 2, 3, 3), dims(2))
                .large(dims(4, 37, 14, 14), dims(33, 37, 3, 3), dims(33));
        row("conv2d with numbers for each axis", PLAIN.stride(2, 1).padding(1, 2).dilation(1, 2))
                .on(dims(2, 3, 5, 4), dims(4, 3, 3, 2), dims(4)).on(dims(1, 2, 3, 6), dims(2, 2, 2, 4), dims(2));
        row("conv2d with stride", PLAIN.stride(2).padding(3))
                .on(dims(1, 2, 6, 7), dims(2, 2, 7, 7), dims(2)).large(dims(2, 3, 62, 61), dims(24, 3, 7, 7), dims(24));
        row("conv2d with a kernel larger than the input", PLAIN.padding(3))
                .on(dims(1, 2, 2, 3), dims(3, 2, 7, 6), dims(3)).on(dims(1, 1, 1), dims(1, 1, 7, 7), dims(1));
        row("conv2d with padding same", PLAIN.paddingSame())
                .on(dims(2, 2, 4, 5), dims(3, 2, 2, 4), dims(3)).on(dims(1, 1, 1, 1), dims(1, 1, 4, 3), dims(1));
        row("conv2d in groups", PLAIN.groups(2).padding(1))
                .on(dims(2, 4, 4, 3), dims(6, 2, 3, 3), dims(6))
                .large(dims(3, 66, 13, 12), dims(70, 33, 3, 3), dims(70));
        row("conv2d of single channels", PLAIN.groups(24).stride(2).padding(1))
                .on(dims(1, 24, 4, 3), dims(24, 1, 3, 3), dims(24))
                .large(dims(9, 24, 31, 30), dims(24, 1, 3, 3), dims(24));
        row("conv2d of single channels, two filters each", PLAIN.groups(3).padding(1))
                .on(dims(2, 3, 4, 3), dims(6, 1, 3, 3), dims(6));
        for (PadMode mode : PadMode.values()) {
            String name = "conv2d padded by " + mode.name().toLowerCase(Locale.ROOT);
            row(name, PLAIN.padding(1, 2).paddingMode(mode))
                    .on(dims(2, 2, 4, 5), dims(3, 2, 3, 3), dims(3)).on(dims(2, 2, 3), dims(1, 2, 3, 2), dims(1))
                    .on(dims(0, 2, 4, 5), dims(3, 2, 3, 3), dims(3));
        }
        row("conv2d padded to the same size by reflection", PLAIN.paddingSame().paddingMode(PadMode.REFLECT))
                .on(dims(2, 2, 4, 5), dims(3, 2, 2, 4), dims(3));
    }

    private void overThreeAxes() {
        row("conv3d", PLAIN)
                .on(dims(2, 2, 3, 4, 3), dims(3, 2, 2, 3, 2), dims(3))
                .on(dims(2, 2, 3, 2), dims(1, 2, 2, 2, 2), dims(1))
                .on(dims(0, 2, 3, 3, 3), dims(3, 2, 2, 2, 2), dims(3))
                .on(dims(1, 1, 1, 1, 1), dims(2, 1, 1, 1, 1), dims(2))
                .large(dims(2, 20, 6, 9, 9), dims(34, 20, 3, 3, 3), dims(34));
        row("conv3d with numbers for each axis", PLAIN.stride(1, 2, 1).padding(1, 0, 2).dilation(2, 1, 1))
                .on(dims(1, 2, 3, 4, 3), dims(3, 2, 2, 3, 3), dims(3));
        row("conv3d in groups", PLAIN.groups(2).paddingSame()).on(dims(1, 4, 2, 3, 2), dims(4, 2, 2, 1, 3), dims(4));
    }

    private void transposedOverOneAxis() {
        row("convTranspose1d", PLAIN)
                .on(dims(2, 3, 5), dims(3, 4, 3), dims(4)).on(dims(1, 1, 1), dims(1, 1, 1), dims(1))
                .on(dims(3, 4), dims(3, 2, 2), dims(2)).on(dims(0, 2, 5), dims(2, 3, 2), dims(3))
                .large(dims(5, 33, 301), dims(33, 37, 5), dims(37));
        row("convTranspose1d without bias", PLAIN)
                .on(dims(2, 3, 5), dims(3, 4, 3)).on(dims(0, 2, 5), dims(2, 3, 2));
        row("convTranspose1d with stride", PLAIN.stride(2).padding(1).outputPadding(1))
                .on(dims(2, 3, 4), dims(3, 2, 3), dims(2)).on(dims(1, 2, 1), dims(2, 2, 4), dims(2))
                .on(dims(2, 3), dims(2, 1, 5), dims(1));
        row("convTranspose1d with a stride larger than the kernel", PLAIN.stride(4).outputPadding(3))
                .on(dims(2, 3, 3), dims(3, 2, 2), dims(2));
        row("convTranspose1d with an output padding of the dilation", PLAIN.dilation(3).outputPadding(2))
                .on(dims(2, 3, 4), dims(3, 2, 2), dims(2)).on(dims(1, 1, 1), dims(1, 1, 2), dims(1));
    }

    private void transposedOverTwoAxes() {
        row("convTranspose2d", PLAIN)
                .on(dims(2, 3, 3, 4), dims(3, 2, 3, 2), dims(2)).on(dims(1, 1, 1, 1), dims(1, 1, 1, 1), dims(1))
                .on(dims(3, 2, 3), dims(3, 2, 2, 2), dims(2)).on(dims(0, 2, 3, 3), dims(2, 3, 3, 3), dims(3))
                .on(dims(1, 180, 3, 1), dims(180, 1, 3, 1), dims(1))
                .large(dims(2, 64, 9, 20), dims(64, 40, 3, 3), dims(40));
        row("convTranspose2d with stride", PLAIN.stride(2).padding(1).outputPadding(1))
                .on(dims(2, 3, 2, 3), dims(3, 2, 3, 3), dims(2)).on(dims(1, 2, 3, 1), dims(2, 1, 4, 4), dims(1))
                .large(dims(3, 37, 13, 12), dims(37, 20, 3, 3), dims(20));
        row("convTranspose2d with numbers for each axis",
                PLAIN.stride(2, 1).padding(1, 2).dilation(1, 2).outputPadding(1, 1))
                .on(dims(2, 2, 3, 3), dims(2, 3, 2, 3), dims(3)).on(dims(1, 2, 2, 4), dims(2, 1, 3, 2), dims(1));
        row("convTranspose2d in groups", PLAIN.groups(2).stride(2))
                .on(dims(2, 4, 2, 3), dims(4, 3, 2, 2), dims(6));
        row("convTranspose2d of single channels", PLAIN.groups(24).stride(2).padding(1).outputPadding(1, 0))
                .on(dims(1, 24, 2, 3), dims(24, 1, 3, 3), dims(24));
    }

    private void transposedOverThreeAxes() {
        row("convTranspose3d", PLAIN)
                .on(dims(2, 2, 2, 3, 2), dims(2, 3, 2, 1, 2), dims(3))
                .on(dims(2, 2, 1, 2), dims(2, 1, 2, 2, 2), dims(1))
                .on(dims(0, 2, 2, 2, 2), dims(2, 3, 2, 2, 2), dims(3));
        row("convTranspose3d with numbers for each axis",
                PLAIN.stride(2, 1, 3).padding(1, 0, 1).dilation(1, 2, 1).outputPadding(1, 1, 2))
                .on(dims(1, 2, 2, 2, 2), dims(2, 2, 3, 2, 2), dims(2));
    }

    private void weightGradients() {
        weightGradient("conv2d, gradient of the weight", PLAIN.padding(1), 3, 3)
                .on(dims(2, 2, 4, 3), dims(2, 3, 4, 3)).on(dims(0, 2, 4, 3), dims(0, 3, 4, 3))
                .large(dims(3, 19, 21, 20), dims(3, 33, 21, 20)).large(dims(40, 1, 12, 12), dims(40, 8, 12, 12));
        weightGradient("conv2d in groups, gradient of the weight", PLAIN.groups(2).stride(2, 1).dilation(1, 2), 2, 2)
                .on(dims(2, 4, 5, 4), dims(2, 6, 2, 2)).on(dims(1, 2, 2, 3), dims(1, 2, 1, 1));
        weightGradient("conv2d, gradient of the weight by fewer positions", PLAIN, 2, 2)
                .on(dims(1, 2, 4, 5), dims(1, 3, 3, 2)).on(dims(1, 2, 4, 5), dims(1, 3, 1, 4));
        weightGradient("conv1d, gradient of the weight", PLAIN.stride(2), 3)
                .on(dims(2, 2, 7), dims(2, 3, 3));
    }

    /** A row for the function that the name begins with. */
    private OpRow row(String name, ConvOptions options) {
        String function = name.split(" ", 2)[0];
        boolean transposed = function.contains("Transpose");
        return row(name, transposed ? ConvOp.InputGradient.class : ConvOp.Forward.class,
                x -> apply(function, x[0], x[1], x.length > 2 ? x[2] : null, options), x -> {
                    ConvReference reference = new ConvReference(options, kernel(x[1]));
                    return transposed ? reference.transposed(x) : reference.convolution(x);
                });
    }

    private static Tensor apply(
            String function, Tensor x, Tensor weight, @Nullable Tensor bias, ConvOptions options) {
        return switch (function) {
            case "conv1d" -> Convolution.conv1d(x, weight, bias, options);
            case "conv2d" -> Convolution.conv2d(x, weight, bias, options);
            case "conv3d" -> Convolution.conv3d(x, weight, bias, options);
            case "convTranspose1d" -> Convolution.convTranspose1d(x, weight, bias, options);
            case "convTranspose2d" -> Convolution.convTranspose2d(x, weight, bias, options);
            default -> Convolution.convTranspose3d(x, weight, bias, options);
        };
    }

    private static int[] kernel(Reference weight) {
        return Arrays.copyOfRange(weight.dims, 2, weight.rank());
    }

    private OpRow weightGradient(String name, ConvOptions options, int... kernel) {
        List<Integer> sizes = Arrays.stream(kernel).boxed().toList();
        ConvWindow window = ConvWindow.of(name, options, kernel.length, Shape.of(kernel));
        return row(name, ConvOp.WeightGradient.class, x -> new ConvOp.WeightGradient(window, sizes).tensor(x[0], x[1]),
                x -> new ConvReference(options, kernel).weightGradient(x[0], x[1]));
    }
}

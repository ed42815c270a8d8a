package dev.lanewise.ops;

import static dev.lanewise.optable.Domain.between;
import static dev.lanewise.optable.Domain.nonZero;

import dev.lanewise.optable.Domain;
import dev.lanewise.optable.OpTable;
import dev.lanewise.optable.Reference;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.primitives.ActivationGradOp;
import dev.lanewise.tensor.primitives.UnaryOp;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Rows for what convolutions and the gradients of their inputs do to their sums in captured programs. */
final class ConvTailOpTable extends OpTable {
    private static final ConvOptions PADDED = ConvOptions.defaults().padding(1);

    /** Operands so small that an addend away from 0 decides where relu bends. */
    private static final Domain SMALL = between(-0.1, 0.1);

    ConvTailOpTable() {
        activations(new UnaryOp.Relu(), x -> Math.max(x, 0));
        activations(new UnaryOp.Tanh(), Math::tanh);
        activations(new UnaryOp.Sigmoid(), Reference::sigmoid);
        slopes(new ActivationGradOp.ReluGrad(), y -> y > 0 ? 1 : 0, nonZero());
        slopes(new ActivationGradOp.TanhGrad(), y -> 1 - y * y, between(-1, 1));
        slopes(new ActivationGradOp.SigmoidGrad(), y -> y * (1 - y), between(0, 1));
        row("conv2d, then a sum", ConvOp.Forward.class, x -> forward(PADDED, false, true, null, x),
                x -> convolution(PADDED, x).zip(x[2], Double::sum))
                .on(dims(2, 2, 3, 4), dims(3, 2, 3, 3), dims(2, 3, 3, 4));
        row("conv2d, then a bias as it broadcasts", ConvOp.Forward.class, x -> forward(PADDED, true, false, null, x),
                x -> convolution(PADDED, x).zip(x[2], Double::sum))
                .on(dims(2, 2, 3, 4), dims(3, 2, 3, 3), dims(3, 1, 1))
                .on(dims(2, 2, 3, 4), dims(3, 2, 3, 3), dims(1, 3, 1, 1));
    }

    private void activations(UnaryOp last, DoubleUnaryOperator exactly) {
        String then = " and " + last.name();
        ConvOptions strided = PADDED.stride(2);
        row("conv2d, then a bias, a sum" + then, ConvOp.Forward.class, x -> forward(PADDED, true, true, last, x),
                x -> convolution(PADDED, x).zip(bias(x[2]), Double::sum).zip(x[3], Double::sum).map(exactly))
                .from(SMALL, SMALL, SMALL, nonZero())
                .on(dims(2, 2, 3, 4), dims(3, 2, 3, 3), dims(3), dims(2, 3, 3, 4))
                .on(dims(0, 2, 3, 4), dims(3, 2, 3, 3), dims(3), dims(0, 3, 3, 4))
                .large(dims(3, 20, 19, 21), dims(33, 20, 3, 3), dims(33), dims(3, 33, 19, 21));
        row("conv2d, then a bias" + then, ConvOp.Forward.class, x -> forward(strided, true, false, last, x),
                x -> convolution(strided, x).zip(bias(x[2]), Double::sum).map(exactly))
                .from(SMALL, SMALL, nonZero())
                .on(dims(2, 2, 5, 4), dims(3, 2, 3, 3), dims(3)).on(dims(1, 2, 1, 1), dims(1, 2, 3, 3), dims(1));
        row("convTranspose2d, then a bias" + then, ConvOp.InputGradient.class,
                x -> transposed(strided, true, false, last, x),
                x -> transposedConvolution(strided, x).zip(bias(x[2]), Double::sum).map(exactly))
                .from(SMALL, SMALL, nonZero())
                .on(dims(2, 2, 3, 3), dims(2, 3, 3, 3), dims(3))
                .large(dims(3, 20, 13, 12), dims(20, 33, 3, 3), dims(33));
    }

    private void slopes(ActivationGradOp last, DoubleUnaryOperator slope, Domain point) {
        row("convTranspose2d, then " + last.name(), ConvOp.InputGradient.class,
                x -> transposed(PADDED, false, false, last, x),
                x -> transposedConvolution(PADDED, x).zip(x[2].map(slope), (a, b) -> a * b))
                .from(between(-1, 1), between(-1, 1), point)
                .on(dims(2, 2, 3, 4), dims(2, 3, 3, 3), dims(2, 3, 3, 4))
                .on(dims(0, 2, 3, 4), dims(2, 3, 3, 3), dims(0, 3, 3, 4))
                .large(dims(3, 20, 13, 12), dims(20, 33, 3, 3), dims(3, 33, 13, 12));
        row("convTranspose2d, then a sum and " + last.name(), ConvOp.InputGradient.class,
                x -> transposed(PADDED.stride(2), false, true, last, x),
                x -> transposedConvolution(PADDED.stride(2), x).zip(x[2], Double::sum)
                        .zip(x[3].map(slope), (a, b) -> a * b))
                .from(between(-1, 1), between(-1, 1), between(-1, 1), point)
                .on(dims(1, 2, 3, 3), dims(2, 3, 3, 3), dims(1, 3, 5, 5), dims(1, 3, 5, 5));
        row("conv2d, then " + last.name(), ConvOp.Forward.class, x -> forward(PADDED, false, false, last, x),
                x -> convolution(PADDED, x).zip(x[2].map(slope), (a, b) -> a * b))
                .from(between(-1, 1), between(-1, 1), point)
                .on(dims(2, 2, 3, 4), dims(3, 2, 3, 3), dims(2, 3, 3, 4));
    }

    private static ConvWindow window(ConvOptions options, Tensor weight) {
        return ConvWindow.of("test", options, 2, weight.shape());
    }

    private static Tensor forward(
            ConvOptions options, boolean bias, boolean adds, @Nullable Op last, Tensor... x) {
        return new ConvOp.Forward(window(options, x[1]), new ConvTail(bias, adds, last)).tensor(x);
    }

    /** To the smallest input that has so many positions. */
    private static Tensor transposed(
            ConvOptions options, boolean bias, boolean adds, @Nullable Op last, Tensor... x) {
        Shape result = Convolution.convTranspose2d(x[0], x[1], null, options).shape();
        return new ConvOp.InputGradient(
                window(options, x[1]), List.of(result.dim(2), result.dim(3)), new ConvTail(bias, adds, last)).tensor(x);
    }

    private static Reference convolution(ConvOptions options, Reference... x) {
        return new ConvReference(options, kernel(x)).convolution(x[0], x[1]);
    }

    private static Reference transposedConvolution(ConvOptions options, Reference... x) {
        return new ConvReference(options, kernel(x)).transposed(x[0], x[1]);
    }

    private static int[] kernel(Reference... x) {
        return Arrays.copyOfRange(x[1].dims, 2, x[1].rank());
    }

    private static Reference bias(Reference x) {
        return x.reshape(x.data.length, 1, 1);
    }
}

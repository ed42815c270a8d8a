package dev.lanewise.ops;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.Seeds;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.primitives.UnaryOp;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("quick")
class ConvolutionTest {
    private static final ConvOptions PLAIN = ConvOptions.defaults();

    private final RandomSource random = RandomSource.seed(Seeds.seed());

    @Test
    void paddingTakesPartAsZeros() {
        Tensor weight = Tensor.of(Shape.of(1, 1, 3), Float.POSITIVE_INFINITY, 1, 1);
        Tensor y = Convolution.conv1d(Tensor.ones(1, 1, 3), weight, null, PLAIN.padding(1));
        assertThat(y).hasBitsOf(Float.NaN, Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY);
    }

    @Test
    void aKernelOfOneElementHasTheBitsOfAProduct() {
        Tensor x = random.normal(2, 700, 5, 3);
        Tensor weight = random.normal(9, 700);
        Tensor y = Convolution.conv2d(x, weight.reshape(9, 700, 1, 1), null, PLAIN);
        assertThat(y).hasBitsOf(weight.matmul(x.reshape(2, 700, 15)).reshape(2, 9, 5, 3));
    }

    @Test
    void oneNumberStandsForAllAxes() {
        Tensor x = random.normal(1, 2, 7, 7);
        Tensor weight = random.normal(3, 2, 3, 3);
        assertThat(Convolution.conv2d(x, weight, null, PLAIN.stride(2, 2).padding(1, 1).dilation(2, 2)))
                .hasBitsOf(Convolution.conv2d(x, weight, null, PLAIN.stride(2).padding(1).dilation(2)));
        assertThat(PLAIN.stride(2, 2).padding(1, 1).dilation(2, 3)).hasToString("stride 2, padding 1, dilation 2 x 3");
        assertThat(PLAIN.stride(2, 2).padding(1)).isEqualTo(PLAIN.stride(2).padding(1, 1));
        assertThat(PLAIN.stride(2, 3)).isEqualTo(ConvOptions.defaults().stride(2, 3))
                .hasSameHashCodeAs(ConvOptions.defaults().stride(2, 3))
                .isNotEqualTo(PLAIN.stride(2)).isNotEqualTo(PLAIN.dilation(2, 3));
    }

    @Test
    void settersLeaveOptionsAsTheyAre() {
        ConvOptions strided = PLAIN.stride(2);
        strided.padding(3).groups(2);
        assertThat(strided).hasToString("stride 2");
        assertThat(strided.groups()).isEqualTo(1);
        assertThatIllegalArgumentException().isThrownBy(() -> strided.padding(1, -1))
                .withMessage("ConvOptions: padding 1 x -1: expected numbers of 0 or more");
        assertThatIllegalArgumentException().isThrownBy(strided::stride)
                .withMessage("ConvOptions: stride is set to no number");
        assertThatIllegalArgumentException().isThrownBy(() -> strided.groups(0))
                .withMessage("ConvOptions: 0 groups: expected 1 or more");
    }

    /** What was captured may be applied to other inputs by hand. */
    @Test
    void opsReadNothingBeyondTheirInputs() {
        ConvWindow window = ConvWindow.of("test", PLAIN.groups(2).padding(1), 1, Shape.of(4, 1, 3));
        ConvOp forward = new ConvOp.Forward(window);
        ConvOp ofInput = new ConvOp.InputGradient(window, List.of(5));
        ConvOp ofWeight = new ConvOp.WeightGradient(window, List.of(3));
        Tensor weight = Tensor.ones(4, 1, 3);
        assertThat(forward.tensor(Tensor.ones(1, 2, 5), weight)).hasShape(1, 4, 5);
        assertRefused("convolution: input 1 is [4, 1]: expected 3 axes", forward, Tensor.ones(1, 2, 5),
                Tensor.ones(4, 1));
        assertRefused("convolution: an input [1, 3, 5], a weight [4, 1, 3] and a result [1, 4, 5] do not belong "
                + "together, with " + window, forward, Tensor.ones(1, 3, 5), weight);
        ConvOp withBias = new ConvOp.Forward(window, ConvTail.BIAS);
        assertRefused("convolution: a bias [3] for a result [1, 4, 5]: expected [4]", withBias, Tensor.ones(1, 2, 5),
                weight, Tensor.ones(3));
        assertRefused("convolution: 3 inputs: expected 2, as nothing follows its sums", forward, Tensor.ones(1, 2, 5),
                weight, Tensor.ones(4));
        assertRefused("convolution: 2 inputs: expected 3, as bias follows its sums", withBias, Tensor.ones(1, 2, 5),
                weight);
        assertRefused("convolution: input 2 is [4, 5]: expected the result's shape [1, 4, 5]",
                new ConvOp.Forward(window, new ConvTail(false, true, null)), Tensor.ones(1, 2, 5), weight,
                Tensor.ones(4, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> new ConvTail(true, false, new UnaryOp.Exp()))
                .withMessage("convolution: it cannot end in exp: expected relu, tanh, sigmoid or the gradient of one");
        assertRefused("convolution: an input [1, 2, 5], a weight [4, 1, 3] and a result [1, 4, 6] do not belong "
                + "together, with " + window, ofInput, Tensor.ones(1, 4, 6), weight);
        assertRefused("convolution: an input [1, 2, 5], a weight [4, 1, 3] and a result [2, 4, 5] do not belong "
                + "together, with " + window, ofWeight, Tensor.ones(1, 2, 5), Tensor.ones(2, 4, 5));
    }

    private static void assertRefused(String message, ConvOp op, Tensor... in) {
        assertThatIllegalArgumentException().isThrownBy(() -> op.apply(in)).withMessage(message);
    }

    @Test
    void largeStridesDilationsAndKernelsTakeWhatTheyRead() {
        ConvOptions options = ConvOptions.defaults();
        Tensor one = Tensor.ones(1, 1, 1, 1);
        assertThat(Convolution.conv2d(one, one, null, options.stride(50_000)).item()).isEqualTo(1f);
        assertThat(Convolution.conv1d(Tensor.ones(1, 2, 3), Tensor.ones(1, 2, 3), null,
                options.stride(Integer.MAX_VALUE)).item()).isEqualTo(6f);
        Tensor channels = Tensor.ones(1, 2048, 1, 1);
        assertThat(Convolution.conv2d(channels, channels, null, options.stride(2000)).item()).isEqualTo(2048f);
        Tensor wide = Convolution.convTranspose2d(Tensor.ones(1, 1, 2, 2), one, null, options.stride(300));
        assertThat(wide.sum().item()).isEqualTo(4f);
    }

    @Test
    void theGradientOfALargeKernelAtFewPositionsTakesLittleScratch() {
        Tensor kernel = Tensor.ones(1, 1, 2100, 2100).requiresGrad(true);
        Tensor x = Tensor.full(0.5f, 1, 1, 2100, 2100);
        Convolution.conv2d(x, kernel, null, ConvOptions.defaults()).backward();
        assertThat(Objects.requireNonNull(kernel.grad()).min().item()).isEqualTo(0.5f);
        assertThat(kernel.grad().max().item()).isEqualTo(0.5f);
    }

    @Test
    void whatNoArrayHoldsIsRefused() {
        Tensor x = Tensor.ones(1, 65_536, 4, 4);
        Tensor w = Tensor.ones(1, 65_536, 3, 3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Convolution.conv2d(x, w, null, ConvOptions.defaults().dilation(2000).padding(2000)))
                .withMessageStartingWith("convolution: its taps read from ").withMessageContaining("65536 channels");
    }
}

package dev.lanewise.nn.conv;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.nn.Flatten;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.ops.ConvOptions;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.PadMode;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("quick")
class ConvLayersTest {
    private static final ConvOptions PLAIN = ConvOptions.defaults();

    /**
     * A layer and how it is printed; what PyTorch's has as shapes of its state, and its output for numbers that floats
     * hold exactly.
     */
    record Row(String text, Layer layer, Map<String, Shape> state, Shape input, float... output) {
        @Override
        public String toString() {
            return text;
        }
    }

    private static Map<String, Shape> state(Shape weight, int... bias) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put("weight", weight);
        if (bias.length > 0) {
            shapes.put("bias", Shape.of(bias));
        }
        return shapes;
    }

    static List<Row> layers() {
        RandomSource random = RandomSource.seed(1);
        return List.of(
                new Row("Conv1d(2, 3, kernel 3, stride 2, padding 1)",
                        new Conv1d(2, 3, 3, PLAIN.stride(2).padding(1), random), state(Shape.of(3, 2, 3), 3),
                        Shape.of(1, 2, 5),
                        -0.5625f, 0.28125f, -0.71875f, 0.5f, 1.125f, -0.71875f, -0.84375f, -2.15625f, -0.71875f),
                new Row("Conv2d(2, 2, kernel 2 x 3, padding same, no bias)",
                        new Conv2d(2, 2, new int[] {2, 3}, PLAIN.paddingSame(), false, random),
                        state(Shape.of(2, 2, 2, 3)), Shape.of(1, 2, 2, 3),
                        -1.6875f, 0.15625f, 1.6875f, -0.9375f, 0.6875f, 0.84375f, 1.5625f, -0.96875f, 0.09375f, 0.875f,
                        -0.28125f, 0.0625f),
                new Row("Conv2d(4, 2, kernel 3 x 3, padding 1, padded by reflect, groups 2)",
                        new Conv2d(4, 2, 3, PLAIN.padding(1).groups(2).paddingMode(PadMode.REFLECT), random),
                        state(Shape.of(2, 2, 3, 3), 2), Shape.of(1, 4, 2, 2),
                        2.03125f, -2.875f, 0.3125f, -0.53125f, 0.6875f, 0.5f, 0.75f, -0.65625f),
                new Row("Conv3d(1, 2, kernel 2 x 2 x 2, dilation 1 x 2 x 1)",
                        new Conv3d(1, 2, 2, PLAIN.dilation(1, 2, 1), random),
                        state(Shape.of(2, 1, 2, 2, 2), 2), Shape.of(1, 1, 2, 3, 3), 0.875f, -1.25f, 0.6875f, 1.34375f),
                new Row("ConvTranspose1d(2, 3, kernel 3, stride 2, padding 1, output padding 1)",
                        new ConvTranspose1d(2, 3, 3, PLAIN.stride(2).padding(1).outputPadding(1), random),
                        state(Shape.of(2, 3, 3), 3), Shape.of(2, 2, 2),
                        -1.125f, -1.09375f, -0.5625f, 0.0625f, -0.1875f, 1.03125f, 0.46875f, -0.28125f, -0.625f, 0.75f,
                        0.125f, -0.625f, -0.5f, -1.03125f, -0.34375f, -1.46875f, 0.40625f, 0.96875f, 0.25f, 0.15625f,
                        -0.0625f, 0.21875f, -0.53125f, -0.625f),
                new Row("ConvTranspose2d(4, 2, kernel 2 x 2, stride 2, groups 2)",
                        new ConvTranspose2d(4, 2, 2, PLAIN.stride(2, 2).groups(2), random),
                        state(Shape.of(4, 1, 2, 2), 2), Shape.of(1, 4, 1, 2),
                        0.4375f, -1.375f, -0.59375f, -0.3125f, 0.25f, -1.5625f, -1.0625f, -0.78125f, 0f, 0.46875f,
                        -0.3125f, 0.625f, -0.09375f, 0.03125f, 0.53125f, -0.59375f),
                new Row("ConvTranspose3d(1, 2, kernel 1 x 2 x 2, no bias)",
                        new ConvTranspose3d(1, 2, new int[] {1, 2, 2}, PLAIN, false, random),
                        state(Shape.of(1, 2, 1, 2, 2)), Shape.of(1, 1, 2, 1, 1),
                        0.9375f, -0.375f, 0.375f, -0.9375f, 0.15625f, -0.0625f, 0.0625f, -0.15625f, -0.1875f, 0.5625f,
                        -0.75f, 0f, -0.03125f, 0.09375f, -0.125f, 0f));
    }

    /** Numbers that take turns. */
    private static Tensor turns(Shape shape, int step, int count, int middle, float divisor) {
        float[] values = new float[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i * step % count - middle) / divisor;
        }
        return Tensor.wrap(values, shape);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void stateOfPyTorchLoadsAndGivesItsOutputs(Row row) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        row.state.forEach((name, shape) -> values.put(name, turns(shape, 7, 11, 5, 8)));
        row.layer.loadStateDict(values);
        assertThat(row.layer.stateDict().keySet()).containsExactlyElementsOf(row.state.keySet());
        Tensor x = turns(row.input, 5, 13, 6, 4);
        assertThat(row.layer.forward(x)).hasBitsOf(row.output);
        assertThat(row.layer.forward(x.slice(0, 0, 0)).dim(0)).isZero();
        Tensor single = x.slice(0, 0, 1);
        assertThat(row.layer.forward(single.squeeze(0))).hasBitsOf(row.layer.forward(single).squeeze(0));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void layersAreCopiedAndPrinted(Row row) {
        assertThat(row.layer).hasToString(row.text);
        Layer copy = row.layer.copy();
        assertThat(copy).hasToString(row.text).hasSameClassAs(row.layer);
        Tensor x = turns(row.input, 5, 13, 6, 4);
        assertThat(copy.forward(x)).hasBitsOf(row.layer.forward(x));
        for (Map.Entry<String, Tensor> parameter : copy.namedParameters().entrySet()) {
            Tensor original = row.layer.namedParameters().get(parameter.getKey());
            assertThat(parameter.getValue().sharesStorage(original)).isFalse();
            assertThat(parameter.getValue().requiresGrad()).isTrue();
        }
    }

    @Test
    void parametersStartUniformAsPyTorchs() {
        RandomSource random = RandomSource.seed(1);
        for (Layer layer : new Layer[] {
            new Conv2d(50, 96, 4, PLAIN.groups(2), random), new ConvTranspose2d(96, 50, 4, PLAIN.groups(2), random),
            new Conv1d(400, 100, 1, random), new ConvTranspose3d(100, 50, 2, random)
        }) {
            for (Tensor parameter : layer.parameters()) {
                assertThat(parameter.max().item()).as(layer.toString()).isBetween(0.035f, 0.05f);
                assertThat(parameter.min().item()).as(layer.toString()).isBetween(-0.05f, -0.035f);
            }
            Tensor weight = layer.parameters().getFirst();
            assertThat(weight.variance().item()).isBetween(0.0025f / 3 * 0.97f, 0.0025f / 3 * 1.03f);
        }
    }

    @Test
    void weightsMayBeTied() {
        Conv2d encoder = new Conv2d(3, 8, 3, RandomSource.seed(1));
        ConvTranspose2d decoder = new ConvTranspose2d(encoder.weight(), null, PLAIN);
        assertThat(decoder.weight()).isSameAs(encoder.weight());
        assertThat(decoder.bias()).isNull();
        assertThat(decoder.forward(encoder.forward(Tensor.ones(1, 3, 6, 5)))).hasShape(1, 3, 6, 5);
        assertThat(new Sequential(encoder, decoder).parameters()).containsExactly(encoder.weight(), encoder.bias());
    }

    /** Odd and even sizes lead to the same, and back to either. */
    @Test
    void transposedOnesLeadBackToASize() {
        RandomSource random = RandomSource.seed(1);
        ConvOptions halved = PLAIN.stride(2).padding(1);
        Conv2d encoder = new Conv2d(3, 8, 3, halved, random);
        ConvTranspose2d decoder = new ConvTranspose2d(8, 3, 3, halved.outputPadding(1), random);
        for (int height = 7; height <= 8; height++) {
            for (int width = 9; width <= 10; width++) {
                Tensor code = encoder.forward(random.normal(2, 3, height, width));
                assertThat(code).hasShape(2, 8, 4, 5);
                Tensor back = decoder.forward(code, height, width);
                assertThat(back).hasShape(2, 3, height, width).hasBitsOf(new ConvTranspose2d(decoder.weight(),
                        decoder.bias(), halved.outputPadding(height - 7, width - 9)).forward(code));
            }
        }
        ConvTranspose1d line = new ConvTranspose1d(1, 1, 3, halved.outputSize(8), random);
        assertThat(line).hasToString("ConvTranspose1d(1, 1, kernel 3, stride 2, padding 1, output size 8)");
        assertThat(line.forward(Tensor.ones(1, 4))).hasShape(1, 8);
        assertThat(line.forward(Tensor.ones(1, 4), 7)).hasShape(1, 7);
        assertThat(new ConvTranspose3d(1, 2, 3, halved, random).forward(Tensor.ones(1, 4, 4, 4), 8)
                .requiresGrad()).isTrue();
    }

    @Test
    void optionsSayTheShapesOfWeights() {
        assertThat(PLAIN.groups(2).weightShape(4, 6, 3, 5)).isEqualTo(Shape.of(6, 2, 3, 5));
        assertThat(PLAIN.groups(2).transposedWeightShape(4, 6, 3)).isEqualTo(Shape.of(4, 3, 3));
        assertThat(PLAIN).hasToString("defaults");
        assertThat(PLAIN.outputSize(4).outputPadding(0)).isEqualTo(PLAIN);
        assertThat(PLAIN.outputPadding(1).outputSize(4)).isEqualTo(PLAIN.outputSize(4)).isNotEqualTo(PLAIN);
        RandomSource random = RandomSource.seed(1);
        assertThat(new Conv2d(3, 4, new int[] {2, 3}, random)).hasToString("Conv2d(3, 4, kernel 2 x 3)");
        assertThat(new ConvTranspose3d(3, 4, new int[] {1, 2, 3}, PLAIN.stride(2), random))
                .hasToString("ConvTranspose3d(3, 4, kernel 1 x 2 x 3, stride 2)");
    }

    @Test
    void aNetworkIsTrainedThroughThem() {
        RandomSource random = RandomSource.seed(1);
        Sequential net = new Sequential(
                new Conv2d(1, 4, 3, random), new ReLU(), new Conv2d(4, 2, 3, PLAIN.stride(2), random), new Flatten(),
                new Linear(18, 3, random));
        Tensor y = net.forward(random.normal(2, 1, 9, 9));
        assertThat(y).hasShape(2, 3);
        y.square().sum().backward();
        assertThat(net.parameters()).allMatch(parameter -> parameter.grad() != null);
    }

    private static Arguments refused(String message, ThrowingCallable call) {
        return Arguments.of(message, call);
    }

    static List<Arguments> mistakes() {
        RandomSource random = RandomSource.seed(1);
        return List.of(
                refused("Conv2d: sizes must be positive, got 0 to 4 with a kernel of 3 x 3",
                        () -> new Conv2d(0, 4, 3, random)),
                refused("Conv1d: sizes must be positive, got 1 to 4 with a kernel of -1",
                        () -> new Conv1d(1, 4, -1, random)),
                refused("Conv2d: 3 channels in and 64 out cannot be divided into 2 groups",
                        () -> new Conv2d(3, 64, 3, PLAIN.groups(2), random)),
                refused("Conv2d: a kernel of 3 x 3 x 3: expected a size for each of 2 axes",
                        () -> new Conv2d(3, 64, new int[] {3, 3, 3}, PLAIN, true, random)),
                refused("Conv2d: stride 1 x 2 x 1: expected one number, or one for each of 2 axes",
                        () -> new Conv2d(3, 64, 3, PLAIN.stride(1, 2, 1), random)),
                refused("Conv2d: padding same with stride 2 x 2: it is defined for stride 1 only; pad by numbers, or "
                        + "Shapes.pad before", () -> new Conv2d(3, 64, 3, PLAIN.paddingSame().stride(2), random)),
                refused("Conv1d: stride 1 x 2: expected one number",
                        () -> new Conv1d(3, 64, 3, PLAIN.stride(1, 2), random)),
                refused("Conv2d: output padding 0 x 0 x 0: expected one number, or one for each of 2 axes",
                        () -> new Conv2d(3, 64, 3, PLAIN.outputPadding(0, 0, 0), random)),
                refused("Conv2d: output size 8 x 9 is for transposed convolutions",
                        () -> new Conv2d(3, 64, 3, PLAIN.outputSize(8, 9), random)),
                refused("ConvTranspose3d: output size 8 x 9: expected one number, or one for each of 3 axes",
                        () -> new ConvTranspose3d(3, 64, 3, PLAIN.outputSize(8, 9), random)),
                refused("ConvTranspose2d(3, 2, kernel 3 x 3, stride 2, padding 1): convTranspose2d: an input "
                        + "[1, 3, 4, 5] does not lead to an output of 9 x 9: expected 7 x 9 to 8 x 10",
                        () -> new ConvTranspose2d(3, 2, 3, PLAIN.stride(2).padding(1), random)
                                .forward(Tensor.ones(1, 3, 4, 5), 9)),
                refused("0: Conv2d(1, 64000, kernel 1 x 1): conv2d: an input [1, 1, 300, 300] leads to 1 x 64000 "
                        + "planes of 300 x 300: more than 2147483647 elements do not fit one array",
                        () -> new Sequential(new Conv2d(1, 64_000, 1, random)).forward(Tensor.zeros(1, 1, 300, 300))),
                refused("ConvTranspose2d(1, 2, kernel 1 x 1, stride 20000): convTranspose2d: an input [1, 9, 9] leads "
                        + "to 1 x 2 planes of 160001 x 160001: more than 2147483647 elements do not fit one array",
                        () -> new ConvTranspose2d(1, 2, 1, PLAIN.stride(20_000), random)
                                .forward(Tensor.zeros(1, 9, 9))),
                refused("Conv2d: output padding 1 is for transposed convolutions",
                        () -> new Conv2d(3, 64, 3, PLAIN.outputPadding(1), random)),
                refused("ConvTranspose2d: padding same is not defined for transposed convolutions",
                        () -> new ConvTranspose2d(3, 64, 3, PLAIN.paddingSame(), random)),
                refused("ConvTranspose2d: padding by CIRCULAR is not defined for transposed convolutions",
                        () -> new ConvTranspose2d(3, 64, 3, PLAIN.paddingMode(PadMode.CIRCULAR), random)),
                refused("ConvTranspose1d: output padding 2 with stride 2 and dilation 1: expected less than the larger "
                        + "of the two", () -> new ConvTranspose1d(3, 4, 3, PLAIN.stride(2).outputPadding(2), random)),
                refused("Conv2d: a weight [4, 3, 3]: expected 4 axes",
                        () -> new Conv2d(Tensor.zeros(4, 3, 3), null, PLAIN)),
                refused("Conv2d: a bias [3] for 4 filters: expected [4]",
                        () -> new Conv2d(Tensor.zeros(4, 3, 3, 3), Tensor.zeros(3), PLAIN)),
                refused("Conv1d: 2 channels in and 5 out cannot be divided into 2 groups",
                        () -> new Conv1d(Tensor.zeros(5, 1, 3), null, PLAIN.groups(2))),
                refused("1: Conv2d(4, 2, kernel 3 x 3): conv2d: an input [1, 3, 6, 6] has 3 channels, and a weight "
                        + "[2, 4, 3, 3] takes 4",
                        () -> new Sequential(new Conv2d(1, 3, 3, random), new Conv2d(4, 2, 3, random))
                                .forward(Tensor.ones(1, 1, 8, 8))),
                refused("Conv2d(3, 2, kernel 5 x 5): conv2d: a kernel that spans 5 x 5 does not fit an input "
                        + "[1, 3, 4, 4], which with its padding is 4 x 4",
                        () -> new Conv2d(3, 2, 5, random).forward(Tensor.ones(1, 3, 4, 4))),
                refused("Conv2d(3, 2, kernel 5 x 5): conv2d: an input [3]: expected [N, C, H, W] or [C, H, W]",
                        () -> new Conv2d(3, 2, 5, random).forward(Tensor.ones(3))),
                refused("Conv2d(1, 1, kernel 3 x 3, padding 2000000000): conv2d: an input [1, 1, 4, 4] has with its "
                        + "padding 4000000004 elements along an axis, more than 2147483647",
                        () -> new Conv2d(1, 1, 3, PLAIN.padding(2_000_000_000), random).forward(
                                Tensor.ones(1, 1, 4, 4))),
                refused("ConvTranspose1d(1, 1, kernel 3, padding 2): convTranspose1d: an input [1, 1, 2] leads to 4 "
                        + "elements along axis -1, of which padding 2 removes as many at each end: nothing is left",
                        () -> new ConvTranspose1d(1, 1, 3, PLAIN.padding(2), random).forward(Tensor.ones(1, 1, 2))),
                refused("ConvTranspose1d(1, 1, kernel 3, padding 2147483647): convTranspose1d: an input [1, 1, 2] leads "
                        + "to 4 elements along axis -1, of which padding 2147483647 removes as many at each end: "
                        + "nothing is left",
                        () -> new ConvTranspose1d(1, 1, 3, PLAIN.padding(Integer.MAX_VALUE), random).forward(
                                Tensor.ones(1, 1, 2))),
                refused("Conv1d(1, 1, kernel 3, padding 2, padded by reflect): conv1d: pad: REFLECT gives at most 1 "
                        + "elements at each end of axis 2 of [1, 1, 2], not 2",
                        () -> new Conv1d(1, 1, 3, PLAIN.padding(2).paddingMode(PadMode.REFLECT), random)
                                .forward(Tensor.ones(1, 1, 2))));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void mistakesAreNamed(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}

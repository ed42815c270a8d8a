package dev.lanewise.nn.norm;

import static dev.lanewise.TensorAssert.assertThat;
import static dev.lanewise.Tolerance.absolute;
import static dev.lanewise.Tolerance.relative;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.nn.EvalMode;
import dev.lanewise.nn.Linear;
import dev.lanewise.nn.Sequential;
import dev.lanewise.nn.WeightedLayer;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.nn.conv.Conv2d;
import dev.lanewise.nn.conv.ConvTranspose2d;
import dev.lanewise.ops.ConvOptions;
import dev.lanewise.ops.DenseLinalg;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Autograd;
import dev.lanewise.tensor.Graph;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Weight norm and spectral norm. Numbers are those of PyTorch 2.13 in float64 for the same state and inputs. */
@Tag("quick")
class ComputedWeightsTest {
    private static final String G = "parametrizations.weight.original0";
    private static final String V = "parametrizations.weight.original1";
    private static final String ORIGINAL = "parametrizations.weight.original";
    private static final String LEFT = "parametrizations.weight.0._u";
    private static final String RIGHT = "parametrizations.weight.0._v";

    private final RandomSource random = RandomSource.seed(18);

    private Linear linear() {
        return new Linear(3, 2, random);
    }

    private Conv2d conv() {
        return new Conv2d(2, 3, 2, random);
    }

    private ConvTranspose2d transposed() {
        return new ConvTranspose2d(2, 3, 2, ConvOptions.defaults().stride(2), random);
    }

    /** Numbers that take turns. */
    private static Tensor turns(Shape shape, int step, int count, int middle, float divisor) {
        float[] values = new float[shape.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i * step % count - middle) / divisor;
        }
        return Tensor.wrap(values, shape);
    }

    private static Tensor input(int... dims) {
        return turns(Shape.of(dims), 5, 13, 6, 4);
    }

    /** Loads a state of the names and shapes that PyTorch has. */
    private static <L extends WeightedLayer<L>> L loaded(L layer, Map<String, Shape> state) {
        Map<String, Tensor> values = new LinkedHashMap<>();
        state.forEach((name, shape) -> values.put(name, turns(shape, 7, 11 + 2 * values.size(), 5, 8)));
        layer.loadStateDict(values);
        assertThat(layer.stateDict().keySet()).containsExactlyElementsOf(state.keySet());
        return layer;
    }

    private static Map<String, Shape> state(int bias, Object... namesAndShapes) {
        Map<String, Shape> state = new LinkedHashMap<>();
        state.put("bias", Shape.of(bias));
        for (int i = 0; i < namesAndShapes.length; i += 2) {
            state.put((String) namesAndShapes[i], (Shape) namesAndShapes[i + 1]);
        }
        return state;
    }

    private static Tensor first(Tensor y) {
        return y.reshape(-1).slice(0, 0, Math.min(5, y.size()));
    }

    private static void assertGradients(WeightedLayer<?> layer, Tensor x, Map<String, double[]> expected) {
        layer.forward(x).square().sum().backward();
        expected.forEach((name, numbers) -> assertThat(first(Objects.requireNonNull(
                Objects.requireNonNull(layer.namedParameters().get(name)).grad()))).as(name)
                .isWithin(absolute(3e-6)).of(numbers));
    }

    private static double[] numbers(double... numbers) {
        return numbers;
    }

    // ---- PyTorch's state and numbers

    @Test
    void weightNormOfALinearMapIsPyTorchs() {
        Linear layer = loaded(WeightNorm.of(linear()), state(2, G, Shape.of(2, 1), V, Shape.of(2, 3)));
        assertThat(layer.forward(input(2, 3))).isWithin(absolute(5e-7))
                .of(-1.57846259, 0.141469607, -1.75723682, 0.281008684);
        assertGradients(layer, input(2, 3), Map.of("bias", numbers(-6.67139883, 0.844956582),
                G, numbers(-11.1827625, -0.0531203413),
                V, numbers(-1.39143019, -0.974001133, -0.556572076, -0.243067749, 0.0303834686)));
    }

    @Test
    void weightNormOfConvolutionsIsPyTorchs() {
        Conv2d layer = loaded(
                WeightNorm.of(conv()), state(3, G, Shape.of(3, 1, 1, 1), V, Shape.of(3, 2, 2, 2)));
        assertThat(first(layer.forward(input(1, 2, 3, 3)))).isWithin(absolute(5e-7))
                .of(-0.760416667, -0.90625, -1.19791667, -0.125, 0.0334292222);
        assertGradients(layer, input(1, 2, 3, 3), Map.of(G, numbers(-3.14131944, 0.0535420881, -1.97545496),
                V, numbers(-1.34020062, 0.662469136, -1.32097222, 1.45797068, 0.471057099)));
        assertThat(first(loaded(WeightNorm.of(transposed()),
                state(3, G, Shape.of(2, 1, 1, 1), V, Shape.of(2, 3, 2, 2))).forward(input(1, 2, 1, 2))))
                .isWithin(absolute(5e-7)).of(-0.838541591, -0.574109484, -0.727724388, -0.549384125, -0.0938891258);
    }

    @Test
    void oneMagnitudeOfAWholeWeightIsPyTorchs() {
        Conv2d layer = loaded(conv().parametrized(WeightNorm::whole),
                state(3, G, Shape.SCALAR, V, Shape.of(3, 2, 2, 2)));
        assertThat(first(layer.forward(input(1, 2, 3, 3)))).isWithin(absolute(5e-7))
                .of(-0.707856416, -0.797086402, -0.975546374, -0.319068619, 0.511316388);
        assertGradients(layer, input(1, 2, 3, 3), Map.of(G, numbers(-2.91198856),
                V, numbers(-0.758660557, 0.499210396, -0.526845552, 0.671428201, 0.216353978)));
    }

    /** The vectors, three outputs in training, and one in evaluation, which is the third. */
    private static void assertIterates(
            WeightedLayer<?> layer, Tensor x, double[] left, double[] right, double[] output) {
        layer.forward(x);
        layer.forward(x);
        Tensor third = layer.forward(x);
        assertThat(first(third)).isWithin(absolute(2e-6)).of(output);
        Map<String, Tensor> buffers = layer.namedBuffers();
        assertThat(first(Objects.requireNonNull(buffers.get(LEFT)))).isWithin(absolute(1e-6)).of(left);
        assertThat(first(Objects.requireNonNull(buffers.get(RIGHT)))).isWithin(absolute(1e-6)).of(right);
        Map<String, Tensor> before = layer.snapshot();
        try (EvalMode.Scope _ = EvalMode.scope()) {
            assertThat(layer.forward(x)).hasBitsOf(third);
        }
        layer.eval();
        assertThat(layer.forward(x)).hasBitsOf(third);
        layer.weight();
        layer.train();
        layer.weight();
        before.forEach((name, value) -> assertThat(Objects.requireNonNull(layer.stateDict().get(name))).as(name)
                .hasBitsOf(value));
    }

    @Test
    void spectralNormIteratesInTrainingAsPyTorchs() {
        Linear linear = loaded(SpectralNorm.of(linear(), random),
                state(2, ORIGINAL, Shape.of(2, 3), LEFT, Shape.of(2), RIGHT, Shape.of(3)));
        assertIterates(linear, input(2, 3), numbers(-0.757091125, 0.653309289),
                numbers(0.655144924, -0.396152078, 0.643310702),
                numbers(-0.282910604, 0.27850745, -0.682014899, 0.506567047));
        linear.eval();
        assertGradients(linear, input(2, 3), Map.of(
                ORIGINAL, numbers(2.09097305, -0.225822066, -2.31154531, -1.74889681, 0.141803543)));
        assertIterates(loaded(SpectralNorm.of(conv(), random),
                state(3, ORIGINAL, Shape.of(3, 2, 2, 2), LEFT, Shape.of(3), RIGHT, Shape.of(8))), input(1, 2, 3, 3),
                numbers(-0.69849612, -0.083844317, 0.710685093),
                numbers(0.427750637, -0.302141593, 0.422381229, -0.307511, 0.417011822),
                numbers(-0.00679612545, -0.493865845, -0.980935564, -0.493865845, 0.437334507));
        assertIterates(loaded(SpectralNorm.of(transposed(), random),
                state(3, ORIGINAL, Shape.of(2, 3, 2, 2), LEFT, Shape.of(3), RIGHT, Shape.of(8))), input(1, 2, 1, 2),
                numbers(0.43605081, 0.567315126, 0.698579443),
                numbers(-0.274038964, 0.438677264, -0.17222236, 0.540493868, 0.33686066),
                numbers(-0.116498879, -1.10358929, -0.610044085, -0.355793524, -0.146410709));
    }

    private static void assertCurvature(WeightedLayer<?> layer, Map<String, double[]> expected) {
        layer.eval();
        List<String> names = new ArrayList<>(layer.namedParameters().keySet());
        Tensor[] parameters = layer.parameters().toArray(Tensor[]::new);
        Tensor sum = Tensor.scalar(0);
        for (Tensor slope : Autograd.grad(
                layer.forward(input(1, 2, 3, 3)).square().sum(), Graph.CREATE, parameters)) {
            sum = sum.add(slope.square().sum());
        }
        Tensor[] curvature = Autograd.grad(sum, Graph.FREE, parameters);
        expected.forEach((name, numbers) -> assertThat(first(curvature[names.indexOf(name)])).as(name)
                .isWithin(relative(2e-5)).of(numbers));
    }

    /** Those of the formula of weight norm: its op in PyTorch gives others for the directions, -42.39 at first. */
    @Test
    void gradientsOfGradientsArePyTorchs() {
        assertCurvature(
                loaded(WeightNorm.of(conv()), state(3, G, Shape.of(3, 1, 1, 1), V, Shape.of(3, 2, 2, 2))),
                Map.of("bias", numbers(-123.349272, 25.6651924, -41.8943633),
                        G, numbers(-87.9704494, -4.18401506, -24.631968),
                        V, numbers(-35.2540611, 20.3516492, -41.8926217, 38.6800734, 5.89829778)));
        assertCurvature(
                loaded(SpectralNorm.of(conv(), random),
                        state(3, ORIGINAL, Shape.of(3, 2, 2, 2), LEFT, Shape.of(3), RIGHT, Shape.of(8))),
                Map.of("bias", numbers(205.200495, 2635.29043, -1346.00331),
                        ORIGINAL, numbers(-7149.14112, 2357.0444, 13086.7966, -1941.89476, 8481.96574)));
    }

    // ---- what they are for

    @Test
    void aNormedWeightIsTheGivenOneAtFirst() {
        Linear plain = linear();
        Tensor x = random.normal(4, 3);
        assertThat(WeightNorm.of(plain).forward(x)).hasBitsOf(plain.forward(x));
        assertThat(plain.parametrized(w -> new WeightNorm(w, -1)).forward(x)).isWithin(absolute(1e-6))
                .of(plain.forward(x).toArray());
        assertThat(((WeightNorm) Objects.requireNonNull(plain.parametrized(w -> new WeightNorm(w, -1))
                .parametrization())).magnitude()).hasShape(1, 3);
    }

    @Test
    void theSpectralNormIsTheLargestSingularValue() {
        Linear layer = SpectralNorm.of(new Linear(20, 30, random), random);
        for (int i = 0; i < 200; i++) {
            layer.forward(random.normal(1, 20));
        }
        SpectralNorm norm = (SpectralNorm) Objects.requireNonNull(layer.parametrization());
        float largest = DenseLinalg.svdvals(norm.original()).max().item();
        assertThat(norm.norm()).isWithin(relative(1e-5)).of(largest);
        assertThat(DenseLinalg.svdvals(layer.weight()).max()).isWithin(relative(1e-5)).of(1);
    }

    /** As in training on real and made-up samples, whose losses are added. */
    @Test
    void gradientsOfSeveralForwardsSeeTheVectorsOfEach() {
        Linear layer = SpectralNorm.of(linear(), random);
        Tensor a = random.normal(4, 3);
        Tensor b = random.normal(4, 3);
        Linear twin = layer.copy();
        layer.forward(a).square().sum().add(layer.forward(b).sum()).backward();
        twin.forward(a).square().sum().backward();
        twin.forward(b).sum().backward();
        assertThat(Objects.requireNonNull(layer.parameters().getLast().grad())).isWithin(absolute(1e-5))
                .of(Objects.requireNonNull(twin.parameters().getLast().grad()).toArray());
    }

    private Sequential net() {
        return new Sequential(SpectralNorm.of(new Conv2d(1, 4, 3, random), random), new ReLU(),
                WeightNorm.of(new Conv2d(4, 2, 2, random)));
    }

    private static List<Tensor> trained(Sequential net, Tensor x) {
        net.parameters().forEach(parameter -> parameter.setGrad(null));
        Tensor y = net.forward(x);
        y.square().sum().backward();
        List<Tensor> all = new ArrayList<>(List.of(y.detach()));
        net.parameters().forEach(parameter -> all.add(Objects.requireNonNull(parameter.grad())));
        return all;
    }

    @Test
    void replaysMoveTheVectorsAsEagerRunsDo() {
        Sequential net = net();
        Sequential eager = new Sequential(net.layers().get(0).copy(), new ReLU(), net.layers().get(2).copy());
        Tensor x = random.normal(2, 1, 6, 6);
        Program.Captured captured = Program.capture(List.of(x), in -> trained(net, (Tensor) in.get(0)));
        for (int step = 0; step < 4; step++) {
            int number = step;
            List<Tensor> expected = trained(eager, x);
            List<?> outputs = step == 0 ? captured.outputs() : captured.program().run(List.of(x));
            for (int i = 0; i < expected.size(); i++) {
                assertThat((Tensor) outputs.get(i)).as("step %d, output %d", step, i).hasBitsOf(expected.get(i));
            }
            eager.stateDict().forEach((name, value) -> assertThat(Objects.requireNonNull(net.stateDict().get(name)))
                    .as("step %d, %s", number, name).hasBitsOf(value));
            x = random.normal(2, 1, 6, 6);
        }
    }

    @Test
    void aCheckpointedLayerMovesItsVectorsOnce() {
        Linear layer = SpectralNorm.of(linear(), random);
        Linear twin = layer.copy();
        Tensor x = random.normal(5, 3);
        Autograd.checkpoint(layer::forward, x.copy().requiresGrad(true)).square().sum().backward();
        twin.forward(x).square().sum().backward();
        twin.stateDict().forEach((name, value) -> assertThat(Objects.requireNonNull(layer.stateDict().get(name)))
                .as(name).hasBitsOf(value));
        assertThat(Objects.requireNonNull(layer.parameters().getLast().grad()))
                .hasBitsOf(Objects.requireNonNull(twin.parameters().getLast().grad()));
    }
}

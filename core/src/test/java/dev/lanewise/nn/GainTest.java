package dev.lanewise.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.nn.activations.CELU;
import dev.lanewise.nn.activations.ELU;
import dev.lanewise.nn.activations.GEGLU;
import dev.lanewise.nn.activations.GELU;
import dev.lanewise.nn.activations.GLU;
import dev.lanewise.nn.activations.Hardshrink;
import dev.lanewise.nn.activations.Hardsigmoid;
import dev.lanewise.nn.activations.Hardswish;
import dev.lanewise.nn.activations.Hardtanh;
import dev.lanewise.nn.activations.LeakyReLU;
import dev.lanewise.nn.activations.LogSigmoid;
import dev.lanewise.nn.activations.Mish;
import dev.lanewise.nn.activations.PReLU;
import dev.lanewise.nn.activations.ReLU;
import dev.lanewise.nn.activations.ReLU6;
import dev.lanewise.nn.activations.SELU;
import dev.lanewise.nn.activations.SiLU;
import dev.lanewise.nn.activations.Sigmoid;
import dev.lanewise.nn.activations.Softplus;
import dev.lanewise.nn.activations.Softshrink;
import dev.lanewise.nn.activations.Softsign;
import dev.lanewise.nn.activations.SwiGLU;
import dev.lanewise.nn.activations.Tanh;
import dev.lanewise.nn.activations.Tanhshrink;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GainTest {
    /** Those with a published gain, with the gain that the formula would give; no others differ from it. */
    private static final List<Layer> PUBLISHED = List.of(new Sigmoid(), new Tanh(), new SELU());

    private static final double[] BY_THE_FORMULA = {1.8462285, 1.5925374, 1};

    /** What has no gain, or one that depends on settings which have no default. */
    private static final Set<String> NONE = Set.of(
            "Activation", "LogSoftmax", "Softmax", "Softmin", "Threshold", "package-info");

    private static final int STEPS = 256;

    static Stream<Arguments> gains() {
        return Stream.of(
                gain(Gain.RELU, new ReLU()), gain(Gain.leakyRelu(0.01), new LeakyReLU()),
                gain(Gain.leakyRelu(0.25), new PReLU()), gain(Gain.RELU6, new ReLU6()), gain(Gain.ELU, new ELU()),
                gain(Gain.CELU, new CELU()), gain(Gain.GELU, new GELU()), gain(Gain.SILU, new SiLU()),
                gain(Gain.MISH, new Mish()), gain(Gain.SOFTPLUS, new Softplus()),
                gain(Gain.LOG_SIGMOID, new LogSigmoid()), gain(Gain.SOFTSIGN, new Softsign()),
                gain(Gain.HARDSIGMOID, new Hardsigmoid()), gain(Gain.HARDSWISH, new Hardswish()),
                gain(Gain.HARDTANH, new Hardtanh()), gain(Gain.HARDSHRINK, new Hardshrink()),
                gain(Gain.SOFTSHRINK, new Softshrink()), gain(Gain.TANHSHRINK, new Tanhshrink()),
                gain(Gain.GLU, new GLU()), gain(Gain.GEGLU, new GEGLU()), gain(Gain.SWIGLU, new SwiGLU()));
    }

    private static Arguments gain(float gain, Layer layer) {
        return Arguments.argumentSet(layer.getClass().getSimpleName(), gain, layer);
    }

    /** The integral of {@code f(z)^2} times the normal density, over what the layer computes. */
    private static double byTheFormula(Layer layer) {
        float[] z = new float[20 * STEPS];
        for (int i = 0; i < z.length; i++) {
            z[i] = (i + 0.5f) / STEPS - 10;
        }
        boolean gated = layer.getClass().getSimpleName().endsWith("GLU");
        Tensor x = Tensor.of(z).reshape(-1, 1);
        Tensor in = gated ? Shapes.concat(1, Tensor.onesLike(x), x) : x; // the gated half is 1
        float[] y = layer.forward(in).toArray();
        double sum = 0;
        for (int i = 0; i < z.length; i++) {
            sum += (double) y[i] * y[i] * Math.exp(-0.5 * z[i] * z[i]);
        }
        return 1 / Math.sqrt(sum / STEPS / Math.sqrt(2 * Math.PI));
    }

    @ParameterizedTest
    @MethodSource("gains")
    void theMeanSquareOfWhatALayerGivesIsOneOverTheGainSquared(float gain, Layer layer) {
        assertThat((double) gain).isCloseTo(byTheFormula(layer), within(2e-6 * gain));
    }

    @Test
    void everyActivationHasAGain() throws IOException {
        Set<String> named = gains().map(gain -> gain.get()[1].getClass().getSimpleName())
                .collect(Collectors.toCollection(TreeSet::new));
        PUBLISHED.forEach(layer -> named.add(layer.getClass().getSimpleName()));
        named.addAll(NONE);
        try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/lanewise/nn/activations"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".java", ""))).hasSameElementsAs(named);
        }
    }

    @Test
    void gainsArePyTorchs() {
        assertThat(Gain.LINEAR).isEqualTo(1);
        assertThat(Gain.SIGMOID).isEqualTo(1);
        assertThat(Gain.TANH).isEqualTo(5f / 3f);
        assertThat(Gain.RELU).isEqualTo((float) Math.sqrt(2));
        assertThat(Gain.SELU).isEqualTo(0.75f);
        assertThat(Gain.leakyRelu(1)).isEqualTo(1);
        assertThat(Gain.leakyRelu(0.01)).isEqualTo(1.4141428f);
        for (int i = 0; i < BY_THE_FORMULA.length; i++) {
            assertThat(byTheFormula(PUBLISHED.get(i))).isCloseTo(BY_THE_FORMULA[i], within(2e-6));
        }
    }

    @Test
    void aGainIsComputedForAnyFunction() {
        assertThat(Gain.of(z -> z)).isEqualTo(Gain.LINEAR);
        assertThat(Gain.of(z -> Math.max(z, 0))).isEqualTo(Gain.RELU);
        assertThat(Gain.of(z -> z < 0 ? 0.2 * z : z)).isEqualTo(Gain.leakyRelu(0.2));
        assertThat(Gain.of(z -> z / (1 + Math.abs(z)))).isEqualTo(Gain.SOFTSIGN);
        assertThat(Gain.of(z -> Math.abs(z) > 0.5 ? z : 0)).isEqualTo(Gain.HARDSHRINK);
        assertThat(Gain.of(z -> z * z)).isCloseTo((float) (1 / Math.sqrt(3)), within(1e-7f));
        assertThat(Gain.of(z -> z > 0.3 ? 1 : 0)).isCloseTo(1.6179f, within(1e-3f)); // 1 / sqrt(0.38209)
    }

    @Test
    @SuppressWarnings("NullAway") // null is refused
    void aFunctionWithoutAGainIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Gain.of(null))
                .withMessage("Gain: the activation is null");
        assertThatIllegalArgumentException().isThrownBy(() -> Gain.of(_ -> 1e200))
                .withMessage("Gain: the square of the activation's 1.0E200 at -11.9998779296875 is not finite");
        assertThatIllegalArgumentException().isThrownBy(() -> Gain.of(_ -> Double.NaN));
        assertThatIllegalArgumentException().isThrownBy(() -> Gain.of(z -> 1e-170 * z))
                .withMessage("Gain: the activation's mean square 0.0 has no gain that is a float above 0");
        assertThatIllegalArgumentException().isThrownBy(() -> Gain.of(_ -> 1e60))
                .withMessageMatching(
                        "Gain: the activation's mean square (1.0|9.9)\\d*E1\\d\\d has no gain that is a float .*");
        assertThatIllegalArgumentException().isThrownBy(() -> Gain.of(_ -> 1.3e154))
                .withMessage("Gain: the activation's mean square Infinity has no gain that is a float above 0");
    }

    @Test
    void aSlopeIsAFiniteFloat() {
        for (double slope : new double[] {Double.NaN, Double.NEGATIVE_INFINITY, 1e39}) {
            assertThatIllegalArgumentException().isThrownBy(() -> Gain.leakyRelu(slope))
                    .withMessage("leakyRelu: slope " + slope + " is not a finite float");
        }
    }
}

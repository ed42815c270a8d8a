package dev.lanewise.nn.activations;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.ClassScan;
import dev.lanewise.Seeds;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Sequential;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.Tensor;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("quick")
class ActivationLayersTest {
    /** A layer, the function that it applies, and how it is printed. */
    record Row(Layer layer, UnaryOperator<Tensor> function, String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    static List<Row> layers() {
        return List.of(
                new Row(new CELU(), x -> Activations.celu(x, 1), "CELU(1.0)"),
                new Row(new CELU(0.7), x -> Activations.celu(x, 0.7), "CELU(0.7)"),
                new Row(new ELU(), x -> Activations.elu(x, 1), "ELU(1.0)"),
                new Row(new ELU(0.7), x -> Activations.elu(x, 0.7), "ELU(0.7)"),
                new Row(new GEGLU(), x -> Activations.geglu(x, -1), "GEGLU(axis -1)"),
                new Row(new GELU(), Activations::gelu, "GELU()"),
                new Row(GELU.tanh(), Activations::geluTanh, "GELU(tanh)"),
                new Row(new GLU(), x -> Activations.glu(x, -1), "GLU(axis -1)"),
                new Row(new GLU(0), x -> Activations.glu(x, 0), "GLU(axis 0)"),
                new Row(new Hardshrink(), x -> Activations.hardshrink(x, 0.5), "Hardshrink(0.5)"),
                new Row(new Hardshrink(1.5), x -> Activations.hardshrink(x, 1.5), "Hardshrink(1.5)"),
                new Row(new Hardsigmoid(), Activations::hardsigmoid, "Hardsigmoid()"),
                new Row(new Hardswish(), Activations::hardswish, "Hardswish()"),
                new Row(new Hardtanh(), x -> Activations.hardtanh(x, -1, 1), "Hardtanh(-1.0, 1.0)"),
                new Row(new Hardtanh(-2, 0.5), x -> Activations.hardtanh(x, -2, 0.5), "Hardtanh(-2.0, 0.5)"),
                new Row(new LeakyReLU(), x -> Activations.leakyRelu(x, 0.01), "LeakyReLU(0.01)"),
                new Row(new LeakyReLU(0.2), x -> Activations.leakyRelu(x, 0.2), "LeakyReLU(0.2)"),
                new Row(new LogSigmoid(), Activations::logSigmoid, "LogSigmoid()"),
                new Row(new LogSoftmax(1), x -> x.logSoftmax(1), "LogSoftmax(axis 1)"),
                new Row(new Mish(), Activations::mish, "Mish()"),
                new Row(new PReLU(), x -> Activations.prelu(x, Tensor.scalar(0.25)), "PReLU(1)"),
                new Row(new PReLU(6, 0.5), x -> Activations.prelu(x, Tensor.full(0.5, 6)), "PReLU(6)"),
                new Row(new ReLU(), Tensor::relu, "ReLU()"),
                new Row(new ReLU6(), Activations::relu6, "ReLU6()"),
                new Row(new SELU(), Activations::selu, "SELU()"),
                new Row(new SiLU(), Activations::silu, "SiLU()"),
                new Row(new Sigmoid(), Tensor::sigmoid, "Sigmoid()"),
                new Row(new Softmax(-1), x -> x.softmax(-1), "Softmax(axis -1)"),
                new Row(new Softmin(-1), x -> Activations.softmin(x, -1), "Softmin(axis -1)"),
                new Row(new Softplus(), Activations::softplus, "Softplus(1.0)"),
                new Row(new Softplus(2), x -> Activations.softplus(x, 2), "Softplus(2.0)"),
                new Row(new Softshrink(), x -> Activations.softshrink(x, 0.5), "Softshrink(0.5)"),
                new Row(new Softshrink(1.5), x -> Activations.softshrink(x, 1.5), "Softshrink(1.5)"),
                new Row(new Softsign(), Activations::softsign, "Softsign()"),
                new Row(new SwiGLU(), x -> Activations.swiglu(x, -1), "SwiGLU(axis -1)"),
                new Row(new Tanh(), Tensor::tanh, "Tanh()"),
                new Row(new Tanhshrink(), Activations::tanhshrink, "Tanhshrink()"),
                new Row(new Threshold(0.5, 7), x -> Activations.threshold(x, 0.5, 7), "Threshold(0.5, 7.0)"));
    }

    private static Tensor input(int salt) {
        return RandomSource.seed(Seeds.seed() + salt).normal(4, 6).mul(4);
    }

    @Test
    void everyLayerOfThePackageHasARow() {
        List<Class<?>> all = ClassScan.beside(ReLU.class, name -> true).stream()
                .filter(type -> Layer.class.isAssignableFrom(type) && Modifier.isPublic(type.getModifiers()))
                .filter(type -> type.getPackage() == ReLU.class.getPackage()).toList();
        assertThat(all).hasSizeGreaterThan(25);
        assertThat(layers().stream().<Class<?>>map(row -> row.layer.getClass()).toList()).containsAll(all);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void appliesItsFunctionAndPassesItsGradient(Row row) {
        Tensor x = input(1).requiresGrad(true);
        Tensor same = x.copy().requiresGrad(true);
        Tensor y = row.layer.forward(x);
        Tensor expected = row.function.apply(same);
        assertThat(y).hasBitsOf(expected);
        y.square().sum().backward();
        expected.square().sum().backward();
        assertThat(x.grad()).hasBitsOf(same.grad());
    }

    @ParameterizedTest
    @MethodSource("layers")
    void isPrintedWithItsSettings(Row row) {
        assertThat(row.layer).hasToString(row.text);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void hasParametersOnlyIfItLearnsASlope(Row row) {
        assertThat(row.layer.stateDict().keySet())
                .isEqualTo(row.layer instanceof PReLU ? Map.of("weight", 1).keySet() : Map.of().keySet());
    }

    @ParameterizedTest
    @MethodSource("layers")
    void copiesItselfWithItsSettings(Row row) {
        Layer copy = row.layer.copy();
        assertThat(copy).isNotSameAs(row.layer).hasSameClassAs(row.layer).hasToString(row.text);
        Tensor x = input(2);
        assertThat(copy.forward(x)).hasBitsOf(row.layer.forward(x));
        assertThat(new Sequential(row.layer).copy().forward(x)).hasBitsOf(row.layer.forward(x));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void hasTheBitsOfTheEagerRunWhenCaptured(Row row) {
        Program program = Program.capture(List.of(input(3)), in -> List.of(row.layer.forward((Tensor) in.getFirst())))
                .program();
        Tensor x = input(4);
        assertThat((Tensor) program.run(List.of(x)).getFirst()).hasBitsOf(row.layer.forward(x));
    }

    @Test
    void aSlopeIsLearnt() {
        PReLU layer = new PReLU(2);
        assertThat(layer.weight()).hasBitsOf(Tensor.of(0.25f, 0.25f));
        layer.forward(Tensor.of(new float[][] {{-1, 2}, {3, -4}})).sum().backward();
        assertThat(layer.weight().grad()).hasBitsOf(Tensor.of(-1, -4));
        PReLU other = new PReLU(2, 0);
        other.loadStateDict(layer.stateDict());
        assertThat(other.weight()).hasBitsOf(layer.weight());
    }

    @Test
    void aSlopeForAnotherNumberOfChannelsIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PReLU(3).forward(Tensor.ones(4, 2, 3)))
                .withMessage("PReLU(3): prelu: [4, 2, 3] and weight [3]: expected one weight, or one for each of the "
                        + "channels, which axis 1 counts");
        assertThatIllegalArgumentException().isThrownBy(() -> Activations.prelu(Tensor.ones(3), Tensor.ones(3)))
                .withMessageStartingWith("prelu: [3] and weight [3]: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Activations.prelu(Tensor.ones(2, 3), Tensor.ones(1, 3)))
                .withMessageStartingWith("prelu: [2, 3] and weight [1, 3]: ");
        refused(() -> new PReLU(0), "PReLU: 0 parameters");
        refused(() -> new PReLU(1, Double.NaN), "PReLU: initial value NaN is not a finite float");
    }

    @Test
    void settingsAreRoundedToFloats() {
        Tensor x = Tensor.linspace(-3, 2, 700);
        assertThat(new LeakyReLU(0.1).forward(x)).hasBitsOf(Activations.leakyRelu(x, 0.1f));
        assertThat(new Softshrink(0.1).forward(x)).hasBitsOf(Activations.softshrink(x, 0.1f));
        assertThat(Activations.elu(x, 0.7)).hasBitsOf(Activations.elu(x, 0.7f));
        assertThat(Tensor.linspace(-0.1, 0.7, 9)).hasBitsOf(Tensor.linspace(-0.1f, 0.7f, 9));
    }

    @Test
    void settingsAreFiniteNumbers() {
        Tensor x = Tensor.ones(1);
        for (double odd : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e39}) {
            String end = odd + " is not a finite float";
            refused(() -> new LeakyReLU(odd), "LeakyReLU: slope " + end);
            refused(() -> Activations.leakyRelu(x, odd), "leakyRelu: slope " + end);
            refused(() -> new ELU(odd), "ELU: alpha " + end);
            refused(() -> Activations.elu(x, odd), "elu: alpha " + end);
            refused(() -> new CELU(odd), "CELU: alpha " + end + " above 0");
            refused(() -> new Softplus(odd), "Softplus: beta " + end + " of 1.0E-12 or more");
            refused(() -> new Softshrink(odd), "Softshrink: lambda " + end + " of 0 or more");
            refused(() -> new Hardshrink(odd), "Hardshrink: lambda " + end + " of 0 or more");
            refused(() -> new Hardtanh(odd, 1), "Hardtanh: lower bound " + end);
            refused(() -> Activations.hardtanh(x, 0, odd), "hardtanh: upper bound " + end);
            refused(() -> new Threshold(odd, 1), "Threshold: the threshold " + end);
            refused(() -> Activations.threshold(x, 1, odd), "threshold: the value " + end);
        }
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        Tensor x = Tensor.ones(2);
        for (double odd : new double[] {0, -0.0, -1, 1e-50}) {
            refused(() -> Activations.celu(x, odd), "celu: alpha " + odd + " is not a finite float above 0");
        }
        for (double odd : new double[] {0, -0.0, -1, 1e-50, 1e-36, 0.9e-12}) { // gradients would overflow
            String end = odd + " is not a finite float of 1.0E-12 or more";
            refused(() -> Activations.softplus(x, odd), "softplus: beta " + end);
            refused(() -> new Softplus(odd), "Softplus: beta " + end);
        }
        Tensor least = new Softplus(1e-12).forward(x); // the layer keeps a float, which is less
        assertThat(least).hasBitsOf(Activations.softplus(x, 1e-12));
        refused(() -> Activations.softshrink(x, -1), "softshrink: lambda -1.0 is not a finite float of 0 or more");
        refused(() -> Activations.hardshrink(x, -1), "hardshrink: lambda -1.0 is not a finite float of 0 or more");
        refused(() -> Activations.hardtanh(x, 2, 1), "hardtanh: lower bound 2.0 is above upper bound 1.0");
        refused(() -> new Hardtanh(2, 1), "Hardtanh: lower bound 2.0 is above upper bound 1.0");
        refused(() -> Activations.glu(Tensor.ones(2, 3), 1), "glu: axis 1 of [2, 3] has size 3, which has no halves");
        assertThat(Activations.hardtanh(x, 0.5, 0.5)).hasBitsOf(Tensor.full(0.5, 2));
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}

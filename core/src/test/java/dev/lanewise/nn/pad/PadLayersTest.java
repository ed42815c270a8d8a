package dev.lanewise.nn.pad;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.ClassScan;
import dev.lanewise.Seeds;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Sequential;
import dev.lanewise.program.Program;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.PadMode;
import dev.lanewise.tensor.Shapes;
import dev.lanewise.tensor.Tensor;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("quick")
class PadLayersTest {
    /** A layer, the shape it is applied to, the function that it applies, and how it is printed. */
    record Row(Layer layer, int[] input, UnaryOperator<Tensor> function, String text) {
        Tensor draw() {
            return RandomSource.seed(Seeds.seed()).normal(input);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    static List<Row> layers() {
        return List.of(
                new Row(new ZeroPad1d(1, 2), dims(2, 3, 4), x -> padded(x, 0.0, 1, 2),
                        "ZeroPad1d(1, 2)"),
                new Row(new ZeroPad2d(1, 2, 0, 3), dims(2, 3, 4, 5), x -> padded(x, 0.0, 1, 2, 0, 3),
                        "ZeroPad2d(1, 2, 0, 3)"),
                new Row(new ZeroPad3d(1, 2, 0, 2, 1, 1), dims(1, 2, 3, 4, 3), x -> padded(x, 0.0, 1, 2, 0, 2, 1, 1),
                        "ZeroPad3d(1, 2, 0, 2, 1, 1)"),
                new Row(new ConstantPad1d(-1.5, 1, 2), dims(2, 3, 4), x -> padded(x, -1.5, 1, 2),
                        "ConstantPad1d(1, 2, value -1.5)"),
                new Row(new ConstantPad1d(-1.5, 1), dims(3, 4), x -> padded(x, -1.5, 1, 1),
                        "ConstantPad1d(1, 1, value -1.5)"),
                new Row(new ConstantPad2d(-1.5, 1, 2, 0, 3), dims(2, 3, 4, 5), x -> padded(x, -1.5, 1, 2, 0, 3),
                        "ConstantPad2d(1, 2, 0, 3, value -1.5)"),
                new Row(new ConstantPad2d(-1.5, 1), dims(3, 4, 5), x -> padded(x, -1.5, 1, 1, 1, 1),
                        "ConstantPad2d(1, 1, 1, 1, value -1.5)"),
                new Row(new ConstantPad3d(-1.5, 1, 2, 0, 2, 1, 1), dims(1, 2, 3, 4, 3),
                        x -> padded(x, -1.5, 1, 2, 0, 2, 1, 1),
                        "ConstantPad3d(1, 2, 0, 2, 1, 1, value -1.5)"),
                new Row(new ConstantPad3d(-1.5, 1), dims(2, 3, 4, 3), x -> padded(x, -1.5, 1, 1, 1, 1, 1, 1),
                        "ConstantPad3d(1, 1, 1, 1, 1, 1, value -1.5)"),
                new Row(new ReflectionPad1d(1, 2), dims(2, 3, 4), x -> padded(x, PadMode.REFLECT, 1, 2),
                        "ReflectionPad1d(1, 2)"),
                new Row(new ReflectionPad2d(1, 2, 0, 3), dims(2, 3, 4, 5), x -> padded(x, PadMode.REFLECT, 1, 2, 0, 3),
                        "ReflectionPad2d(1, 2, 0, 3)"),
                new Row(new ReflectionPad3d(1, 2, 0, 2, 1, 1), dims(1, 2, 3, 4, 3),
                        x -> padded(x, PadMode.REFLECT, 1, 2, 0, 2, 1, 1),
                        "ReflectionPad3d(1, 2, 0, 2, 1, 1)"),
                new Row(new ReplicationPad1d(1, 2), dims(2, 3, 4), x -> padded(x, PadMode.REPLICATE, 1, 2),
                        "ReplicationPad1d(1, 2)"),
                new Row(new ReplicationPad2d(1, 2, 0, 3), dims(2, 3, 4, 5),
                        x -> padded(x, PadMode.REPLICATE, 1, 2, 0, 3),
                        "ReplicationPad2d(1, 2, 0, 3)"),
                new Row(new ReplicationPad3d(1, 2, 0, 2, 1, 1), dims(1, 2, 3, 4, 3),
                        x -> padded(x, PadMode.REPLICATE, 1, 2, 0, 2, 1, 1),
                        "ReplicationPad3d(1, 2, 0, 2, 1, 1)"),
                new Row(new CircularPad1d(1, 2), dims(2, 3, 4), x -> padded(x, PadMode.CIRCULAR, 1, 2),
                        "CircularPad1d(1, 2)"),
                new Row(new CircularPad1d(1), dims(3, 4), x -> padded(x, PadMode.CIRCULAR, 1, 1),
                        "CircularPad1d(1, 1)"),
                new Row(new CircularPad2d(1, 2, 0, 3), dims(2, 3, 4, 5), x -> padded(x, PadMode.CIRCULAR, 1, 2, 0, 3),
                        "CircularPad2d(1, 2, 0, 3)"),
                new Row(new CircularPad2d(1), dims(3, 4, 5), x -> padded(x, PadMode.CIRCULAR, 1, 1, 1, 1),
                        "CircularPad2d(1, 1, 1, 1)"),
                new Row(new CircularPad3d(1, 2, 0, 2, 1, 1), dims(1, 2, 3, 4, 3),
                        x -> padded(x, PadMode.CIRCULAR, 1, 2, 0, 2, 1, 1),
                        "CircularPad3d(1, 2, 0, 2, 1, 1)"),
                new Row(new CircularPad3d(1), dims(2, 3, 4, 3), x -> padded(x, PadMode.CIRCULAR, 1, 1, 1, 1, 1, 1),
                        "CircularPad3d(1, 1, 1, 1, 1, 1)"));
    }

    private static int[] dims(int... dims) {
        return dims;
    }

    private static void refused(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }

    @Test
    void everyLayerOfThePackageHasARow() {
        List<Class<?>> all = ClassScan.beside(ZeroPad1d.class, name -> true).stream()
                .filter(type -> Layer.class.isAssignableFrom(type) && Modifier.isPublic(type.getModifiers()))
                .filter(type -> type.getPackage() == ZeroPad1d.class.getPackage()).toList();
        assertThat(all).hasSizeGreaterThanOrEqualTo(15);
        assertThat(layers().stream().<Class<?>>map(row -> row.layer.getClass()).toList()).containsAll(all);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void appliesItsFunctionAndPassesItsGradient(Row row) {
        Tensor x = row.draw().requiresGrad(true);
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
    void isPrintedAndCopiedWithItsSettings(Row row) {
        Layer copy = row.layer.copy();
        assertThat(row.layer).hasToString(row.text);
        assertThat(row.layer.stateDict()).isEmpty();
        assertThat(copy).isNotSameAs(row.layer).hasSameClassAs(row.layer).hasToString(row.text);
        Tensor x = row.draw();
        assertThat(copy.forward(x)).hasBitsOf(row.layer.forward(x));
        assertThat(new Sequential(row.layer).copy().forward(x)).hasBitsOf(row.layer.forward(x));
    }

    private static Tensor padded(Tensor x, double value, int... counts) {
        Tensor y = x;
        for (int i = 0; i < counts.length; i += 2) {
            y = Shapes.pad(y, -1 - i / 2, counts[i], counts[i + 1], value);
        }
        return y;
    }

    private static Tensor padded(Tensor x, PadMode mode, int... counts) {
        Tensor y = x;
        for (int i = 0; i < counts.length; i += 2) {
            y = Shapes.pad(y, -1 - i / 2, counts[i], counts[i + 1], mode);
        }
        return y;
    }

    @Test
    void theOrderOfCountsIsThatOfPyTorch() {
        Tensor x = Tensor.of(1, 2, 3, 4).reshape(1, 2, 2);
        assertThat(new ZeroPad2d(1, 0, 0, 1).forward(x).flatten(0)).hasBitsOf(Tensor.of(0, 1, 2, 0, 3, 4, 0, 0, 0));
        assertThat(new ReflectionPad2d(1, 0, 0, 1).forward(x).flatten(0))
                .hasBitsOf(Tensor.of(2, 1, 2, 4, 3, 4, 2, 1, 2));
        assertThat(new ReplicationPad1d(1, 2).forward(x.reshape(2, 2)).flatten(0))
                .hasBitsOf(Tensor.of(1, 1, 2, 2, 2, 3, 3, 4, 4, 4));
        assertThat(new CircularPad1d(1, 2).forward(x.reshape(2, 2)).flatten(0))
                .hasBitsOf(Tensor.of(2, 1, 2, 1, 2, 4, 3, 4, 3, 4));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void hasTheBitsOfTheEagerRunWhenCaptured(Row row) {
        Program program = Program.capture(
                List.of(row.draw()), in -> List.of(row.layer.forward((Tensor) in.getFirst()))).program();
        Tensor x = row.draw().neg();
        assertThat((Tensor) program.run(List.of(x)).getFirst()).hasBitsOf(row.layer.forward(x));
    }

    @Test
    void nothingIsDoneForCountsOfZeroAndEmptyBatchesPass() {
        Tensor x = Tensor.ones(2, 3, 4);
        assertThat(new ZeroPad1d(0).forward(x)).isSameAs(x);
        assertThat(new ReflectionPad2d(1).forward(Tensor.ones(0, 3, 4, 4))).hasShape(0, 3, 6, 6);
    }

    @Test
    void unsuitableSettingsAndInputsAreNamed() {
        refused("ZeroPad2d: counts [1, 2]: expected one for all sides, or 4, two for each axis, the last axis first",
                () -> new ZeroPad2d(1, 2));
        refused("ConstantPad1d: counts [1, -2]: -2 is negative; slice to take elements away",
                () -> new ConstantPad1d(0, 1, -2));
        refused("ZeroPad2d(1, 1, 1, 1): [3, 4] has 2 axes: expected 4, a batch of channels, or 3, channels alone",
                () -> new ZeroPad2d(1).forward(Tensor.ones(3, 4)));
        refused("ReflectionPad1d(4, 4): pad: REFLECT gives at most 3 elements at each end of axis 2 of [2, 3, 4], "
                + "not 4", () -> new ReflectionPad1d(4).forward(Tensor.ones(2, 3, 4)));
    }
}

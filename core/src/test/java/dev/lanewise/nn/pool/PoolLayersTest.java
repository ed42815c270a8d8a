package dev.lanewise.nn.pool;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.ClassScan;
import dev.lanewise.Seeds;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Sequential;
import dev.lanewise.ops.Pooling;
import dev.lanewise.ops.Window;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Tensor;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("quick")
class PoolLayersTest {
    private static final Window PADDED = Window.of(3).stride(2).padding(1);
    private static final Window UNEQUAL = Window.of(2, 3).stride(1, 2).padding(1, 0).ceilMode(true);
    private static final Window DILATED = Window.of(2).stride(1).dilation(2);

    /** A layer, the function that it applies, and how it is printed. */
    record Row(int axes, Layer layer, UnaryOperator<Tensor> function, String text) {
        @Override
        public String toString() {
            return text;
        }
    }

    static List<Row> layers() {
        return List.of(
                new Row(1, new MaxPool1d(2), x -> Pooling.maxPool1d(x, 2), "MaxPool1d(2, stride 2)"),
                new Row(1, new MaxPool1d(DILATED), x -> Pooling.maxPool1d(x, DILATED),
                        "MaxPool1d(2, stride 1, dilation 2)"),
                new Row(2, new MaxPool2d(2), x -> Pooling.maxPool2d(x, 2), "MaxPool2d(2, stride 2)"),
                new Row(2, new MaxPool2d(3, 2), x -> Pooling.maxPool2d(x, 3, 2), "MaxPool2d(3, stride 2)"),
                new Row(2, new MaxPool2d(UNEQUAL), x -> Pooling.maxPool2d(x, UNEQUAL),
                        "MaxPool2d(2 x 3, stride 1 x 2, padding 1 x 0, ceil mode)"),
                new Row(3, new MaxPool3d(PADDED), x -> Pooling.maxPool3d(x, PADDED),
                        "MaxPool3d(3, stride 2, padding 1)"),
                new Row(3, new MaxPool3d(2, 1), x -> Pooling.maxPool3d(x, 2, 1), "MaxPool3d(2, stride 1)"),
                new Row(1, new MaxPool1d(3, 1), x -> Pooling.maxPool1d(x, 3, 1), "MaxPool1d(3, stride 1)"),
                new Row(3, new MaxPool3d(2), x -> Pooling.maxPool3d(x, 2), "MaxPool3d(2, stride 2)"),
                new Row(1, new AvgPool1d(3), x -> Pooling.avgPool1d(x, 3), "AvgPool1d(3, stride 3)"),
                new Row(1, new AvgPool1d(3, 1), x -> Pooling.avgPool1d(x, 3, 1), "AvgPool1d(3, stride 1)"),
                new Row(1, new AvgPool1d(PADDED, 7), x -> Pooling.avgPool1d(x, PADDED, 7),
                        "AvgPool1d(3, stride 2, padding 1, divisor 7)"),
                new Row(2, new AvgPool2d(3), x -> Pooling.avgPool2d(x, 3), "AvgPool2d(3, stride 3)"),
                new Row(2, new AvgPool2d(3, 1), x -> Pooling.avgPool2d(x, 3, 1), "AvgPool2d(3, stride 1)"),
                new Row(2, new AvgPool2d(PADDED), x -> Pooling.avgPool2d(x, PADDED),
                        "AvgPool2d(3, stride 2, padding 1)"),
                new Row(2, new AvgPool2d(PADDED, false), x -> Pooling.avgPool2d(x, PADDED, false),
                        "AvgPool2d(3, stride 2, padding 1, padding not counted)"),
                new Row(3, new AvgPool3d(2), x -> Pooling.avgPool3d(x, 2), "AvgPool3d(2, stride 2)"),
                new Row(3, new AvgPool3d(2, 1), x -> Pooling.avgPool3d(x, 2, 1), "AvgPool3d(2, stride 1)"),
                new Row(3, new AvgPool3d(PADDED, false), x -> Pooling.avgPool3d(x, PADDED, false),
                        "AvgPool3d(3, stride 2, padding 1, padding not counted)"),
                new Row(1, new LPPool1d(3, 2), x -> Pooling.lpPool1d(x, 3, Window.of(2)),
                        "LPPool1d(order 3.0, 2, stride 2)"),
                new Row(2, new LPPool2d(2, 3, 1), x -> Pooling.lpPool2d(x, 2, Window.of(3).stride(1)),
                        "LPPool2d(order 2.0, 3, stride 1)"),
                new Row(3, new LPPool3d(1.5, Window.of(2).ceilMode(true)),
                        x -> Pooling.lpPool3d(x, 1.5, Window.of(2).ceilMode(true)),
                        "LPPool3d(order 1.5, 2, stride 2, ceil mode)"),
                new Row(1, new AdaptiveAvgPool1d(1), x -> Pooling.adaptiveAvgPool1d(x, 1), "AdaptiveAvgPool1d(1)"),
                new Row(2, new AdaptiveAvgPool2d(1), x -> x.mean(true, 2, 3), "AdaptiveAvgPool2d(1 x 1)"),
                new Row(2, new AdaptiveAvgPool2d(null, 3), x -> Pooling.adaptiveAvgPool2d(x, x.dim(2), 3),
                        "AdaptiveAvgPool2d(null x 3)"),
                new Row(3, new AdaptiveAvgPool3d(2), x -> Pooling.adaptiveAvgPool3d(x, 2, 2, 2),
                        "AdaptiveAvgPool3d(2 x 2 x 2)"),
                new Row(1, new AdaptiveMaxPool1d(null), x -> Pooling.adaptiveMaxPool1d(x, x.dim(2)),
                        "AdaptiveMaxPool1d(null)"),
                new Row(2, new AdaptiveMaxPool2d(3, 2), x -> Pooling.adaptiveMaxPool2d(x, 3, 2),
                        "AdaptiveMaxPool2d(3 x 2)"),
                new Row(2, new AdaptiveMaxPool2d(2), x -> Pooling.adaptiveMaxPool2d(x, 2, 2),
                        "AdaptiveMaxPool2d(2 x 2)"),
                new Row(3, new AdaptiveMaxPool3d(2), x -> Pooling.adaptiveMaxPool3d(x, 2, 2, 2),
                        "AdaptiveMaxPool3d(2 x 2 x 2)"));
    }

    private static Tensor input(int axes) {
        int[] dims = {2, 3, 5, 6, 7};
        return RandomSource.seed(Seeds.seed() + axes).normal(Arrays.copyOf(dims, axes + 2));
    }

    @Test
    void everyLayerOfThePackageHasARow() {
        List<Class<?>> all = ClassScan.beside(MaxPool2d.class, name -> true).stream()
                .filter(type -> Layer.class.isAssignableFrom(type) && Modifier.isPublic(type.getModifiers()))
                .filter(type -> type.getPackage() == MaxPool2d.class.getPackage()).toList();
        assertThat(all).hasSize(15);
        assertThat(layers().stream().<Class<?>>map(row -> row.layer.getClass()).toList()).containsAll(all);
    }

    @ParameterizedTest
    @MethodSource("layers")
    void appliesItsFunctionAndPassesItsGradient(Row row) {
        Tensor x = input(row.axes).requiresGrad(true);
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
    void isPrintedWithItsSettingsAndCopiesItself(Row row) {
        assertThat(row.layer).hasToString(row.text);
        Layer copy = row.layer.copy();
        assertThat(copy).isNotSameAs(row.layer).hasSameClassAs(row.layer).hasToString(row.text);
        assertThat(copy.forward(input(row.axes))).hasBitsOf(row.layer.forward(input(row.axes)));
        assertThat(row.layer.stateDict()).isEmpty();
    }

    @Test
    void settingsThatDoNotFitAreRefusedWhenTheLayerIsMade() {
        refused(() -> new MaxPool2d(0), "Window: kernel 0: 0 is less than 1");
        refused(() -> new MaxPool2d(2, 0), "Window: stride 0: 0 is less than 1");
        refused(() -> new MaxPool2d(Window.of(2, 2, 2)), "MaxPool2d: kernel 2 x 2 x 2 has 3 numbers for 2 axes");
        refused(() -> new AvgPool1d(Window.of(2).padding(1, 1)), "AvgPool1d: padding 1 x 1 has 2 numbers for 1 axis");
        refused(() -> new AvgPool2d(DILATED),
                "AvgPool2d: a window of 2, stride 1, dilation 2: only maxima have dilation");
        refused(() -> new LPPool2d(0, 2), "LPPool2d: order 0.0 is not a finite number above 0");
        refused(() -> new AvgPool2d(PADDED, 0), "AvgPool2d: divisor 0 is less than 1");
        refused(() -> new AdaptiveAvgPool2d(null, -1), "AdaptiveAvgPool2d: width -1 is negative");
    }

    /** What the compiler refuses, from callers that it does not check. */
    @Test
    @SuppressWarnings("NullAway")
    void aMissingWindowIsNamed() {
        refused(() -> new MaxPool2d((Window) null), "MaxPool2d: the window is null");
        refused(() -> new AvgPool3d((Window) null), "AvgPool3d: the window is null");
    }

    @Test
    void anInputThatDoesNotFitIsNamedWithThePathOfTheLayer() {
        Sequential net = new Sequential(new MaxPool2d(2), new MaxPool2d(5));
        refused(() -> net.forward(Tensor.zeros(1, 3, 8, 8)),
                "1: MaxPool2d(5, stride 5): maxPool2d: a window of 5 x 5 does "
                        + "not fit [1, 3, 4, 4] padded by 0; the padded input needs at least 5 x 5");
    }

    private static void refused(ThrowingCallable call, String message) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }
}

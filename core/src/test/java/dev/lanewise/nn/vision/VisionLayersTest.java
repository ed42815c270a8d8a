package dev.lanewise.nn.vision;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.ClassScan;
import dev.lanewise.Seeds;
import dev.lanewise.nn.Layer;
import dev.lanewise.nn.Sequential;
import dev.lanewise.ops.Interpolation;
import dev.lanewise.ops.Resampling;
import dev.lanewise.random.RandomSource;
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
class VisionLayersTest {
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
                new Row(new Upsample(2), dims(1, 2, 2, 3), x -> Resampling.interpolateBy(x, Interpolation.nearest(), 2),
                        "Upsample(by [2.0], nearest)"),
                new Row(new Upsample(Interpolation.linear().alignCorners(), 2, 1.5), dims(1, 2, 2, 3),
                        x -> Resampling.interpolateBy(x, Interpolation.linear().alignCorners(), 2, 1.5),
                        "Upsample(by [2.0, 1.5], linear, corners aligned)"),
                new Row(Upsample.to(Interpolation.cubic(), 5), dims(1, 2, 2, 3),
                        x -> Resampling.interpolate(x, Interpolation.cubic(), 5), "Upsample(to [5], cubic)"),
                new Row(new PixelShuffle(2), dims(2, 4, 2, 3), x -> Resampling.pixelShuffle(x, 2), "PixelShuffle(2)"),
                new Row(new PixelUnshuffle(2), dims(2, 3, 2, 4), x -> Resampling.pixelUnshuffle(x, 2),
                        "PixelUnshuffle(2)"),
                new Row(new ChannelShuffle(3), dims(2, 6, 2, 2), x -> Resampling.channelShuffle(x, 3),
                        "ChannelShuffle(3)"));
    }

    private static int[] dims(int... dims) {
        return dims;
    }

    private static void refused(String message, ThrowingCallable call) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessage(message);
    }

    @Test
    void everyLayerOfThePackageHasARow() {
        List<Class<?>> all = ClassScan.beside(Upsample.class, name -> true).stream()
                .filter(type -> Layer.class.isAssignableFrom(type) && Modifier.isPublic(type.getModifiers()))
                .filter(type -> type.getPackage() == Upsample.class.getPackage()).toList();
        assertThat(all).hasSizeGreaterThanOrEqualTo(4);
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

    @Test
    void unsuitableSettingsAndInputsAreNamed() {
        Interpolation linear = Interpolation.linear();
        refused("Upsample: factor 0.0 is not a finite number above 0", () -> new Upsample(0));
        refused("Upsample: factor NaN is not a finite number above 0", () -> new Upsample(linear, 1, Double.NaN));
        refused("Upsample: neither a factor nor a size is given", () -> new Upsample(linear));
        refused("Upsample: size 0 is not positive", () -> Upsample.to(linear, 3, 0));
        refused("PixelShuffle: factor 0 is not positive", () -> new PixelShuffle(0));
        refused("PixelUnshuffle: factor -1 is not positive", () -> new PixelUnshuffle(-1));
        refused("ChannelShuffle: 0 groups", () -> new ChannelShuffle(0));
        refused("Upsample(by [2.0], nearest): interpolateBy: [2, 3]: expected [N, C, L], [N, C, H, W] or "
                + "[N, C, D, H, W]", () -> new Upsample(2).forward(Tensor.ones(2, 3)));
    }
}

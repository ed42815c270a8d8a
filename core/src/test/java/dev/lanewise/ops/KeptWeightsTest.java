package dev.lanewise.ops;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.Seeds;
import dev.lanewise.inference.Inference;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Packed weights that are kept are those of the weights as they are, whoever has written to them. */
@Tag("quick")
class KeptWeightsTest {
    /** More runs than it takes until weights are kept. */
    private static final int RUNS = 6;

    private final RandomSource random = RandomSource.seed(Seeds.seed());
    private final Tensor x = random.normal(1, 24, 7, 7);
    private final ConvOptions options = ConvOptions.defaults().padding(1);

    private Tensor convolve(Tensor image, Tensor weight) {
        return Convolution.conv2d(image, weight, null, options);
    }

    /** The result of a convolution of two images, which are not computed with kept weights. */
    private Tensor expected(Tensor weight) {
        return convolve(x.broadcastTo(Shape.of(2, 24, 7, 7)), weight).slice(0, 0, 1);
    }

    private void runs(UnaryOperator<Tensor> convolution, Tensor weight) {
        Tensor expected = expected(weight);
        for (int i = 0; i < RUNS; i++) {
            assertThat(convolution.apply(x)).as("run " + i).hasBitsOf(expected);
        }
    }

    @Test
    void weightsThatChangeArePackedAnew() {
        Tensor weight = random.normal(64, 24, 3, 3);
        Inference<Tensor, Tensor> captured = Inference.of(image -> convolve(image, weight));
        for (int change = 0; change < 3; change++) {
            runs(captured::run, weight);
            runs(image -> convolve(image, weight), weight);
            weight.assign(random.normal(64, 24, 3, 3));
            runs(captured::run, weight);
            weight.slice(0, 3, 9).assign(random.normal(6, 24, 3, 3));
        }
    }

    @Test
    void anArrayThatItsOwnerWritesToIsReadEachTime() {
        float[] values = random.normal(64, 24, 3, 3).toArray();
        Tensor weight = Tensor.wrap(values, Shape.of(64, 24, 3, 3));
        runs(image -> convolve(image, weight), weight);
        values[100] = 1000;
        runs(image -> convolve(image, weight), weight);
        assertThat(weight.toArray()[100]).isEqualTo(1000);
    }

    /** Two convolutions read the same storage as weights of different forms, or from different elements on. */
    @Test
    void aStorageMayHoldSeveralWeights() {
        Tensor all = random.normal(128, 24, 3, 3);
        Tensor first = all.slice(0, 0, 64);
        Tensor second = all.slice(0, 64, 128);
        for (int i = 0; i < 2; i++) {
            runs(image -> convolve(image, first), first);
            runs(image -> convolve(image, second), second);
            runs(image -> convolve(image, all), all);
        }
    }
}

package dev.lanewise.nn.norm;

import static dev.lanewise.TensorAssert.assertThat;
import static dev.lanewise.Tolerance.absolute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.ops.Normalization;
import dev.lanewise.random.RandomSource;
import dev.lanewise.tensor.Graph;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class LayerNormTest {
    /** Values of PyTorch 2.13's layer_norm and its gradients for the same numbers. */
    @Test
    void valuesAndGradientsArePyTorchs() {
        LayerNorm layer = new LayerNorm(4);
        layer.weight().assign(Tensor.of(1, 0.5f, -1, 2));
        layer.bias().assign(Tensor.of(0, 1, -1, 0.5f));
        Tensor x = Tensor.of(new float[][] {{1, 2, 4, -3}, {0.5f, 0.25f, 0, 1}}).requiresGrad(true);
        Tensor y = layer.forward(x);
        y.backward(Tensor.of(new float[][] {{1, -1, 0.5f, 2}, {0, 1, 2, 3}}));
        assertThat(y).isWithin(absolute(2e-6)).of(0f, 1.196116f, -2.1766958f, -2.6378558f, 0.16902468f, 0.746463f,
                0.1831727f, 3.5424442f);
        assertThat(x.grad()).isWithin(absolute(4e-6)).of(0f, -0.31680316f, 0.22628641f, 0.090516806f, -4.3269377f,
                2.1632345f, 0.54022217f, 1.6234808f);
        assertThat(layer.weight().grad()).isWithin(absolute(2e-6)).of(0f, -0.89930594f, -1.7779975f, 1.4258106f);
        assertThat(layer.bias().grad()).hasBitsOf(1, 0, 2.5f, 5);
    }

    @Test
    void parametersHavePyTorchsNamesShapesAndValues() {
        LayerNorm layer = new LayerNorm(2, 3);
        assertThat(layer.stateDict().keySet()).containsExactly("weight", "bias");
        assertThat(layer.weight()).hasShape(2, 3);
        assertThat(layer.weight().toArray()).containsOnly(1f);
        assertThat(layer.bias().toArray()).containsOnly(0f);
        LayerNorm plain = new LayerNorm(Shape.of(3), 1e-3f, false);
        assertThat(plain.parameters()).isEmpty();
        assertThat(plain.toString()).isEqualTo("LayerNorm([3], eps 0.001, no weight)");
    }

    @Test
    void severalLastAxesAreNormalisedTogether() {
        Tensor y = new LayerNorm(2, 3).forward(Tensor.arange(24).reshape(2, 2, 2, 3));
        assertThat(y).hasShape(2, 2, 2, 3);
        assertThat(y.mean(2, 3).toArray()).containsExactly(new float[4], within(1e-6f));
        assertThat(y.square().mean(2, 3)).isWithin(absolute(1e-4)).of(1, 1, 1, 1);
    }

    @Test
    void longRowsHaveTheSameGradientWhetherItIsDifferentiableOrNot() {
        RandomSource random = RandomSource.seed(3);
        for (int n : new int[] {16_384, 16_385, 70_001}) {
            Tensor x = random.normal(2, n).requiresGrad(true);
            LayerNorm layer = new LayerNorm(n);
            layer.weight().assign(random.normal(n));
            Tensor g = random.normal(2, n);
            layer.forward(x).backward(g, Graph.FREE);
            float[] free = x.grad().toArray();
            float[] freeWeight = layer.weight().grad().toArray();
            x.setGrad(null);
            layer.weight().setGrad(null);
            layer.forward(x).backward(g, Graph.CREATE);
            assertThat(x.grad()).isWithin(absolute(1e-5)).of(free);
            assertThat(layer.weight().grad()).isWithin(absolute(1e-5)).of(freeWeight);
        }
    }

    @Test
    void veryLongRowsKeepTheirAccuracy() {
        int n = 4_000_000;
        float[] row = RandomSource.seed(5).uniform(n).toArray();
        double sum = 0;
        double squares = 0;
        for (float value : row) {
            sum += value;
        }
        for (float value : row) {
            squares += (value - sum / n) * (value - sum / n);
        }
        float[] y = new LayerNorm(Shape.of(n), 0f, false).forward(Tensor.wrap(row, Shape.of(1, n))).toArray();
        double deviation = Math.sqrt(squares / n);
        for (int i = 0; i < n; i += 997) {
            assertThat((double) y[i]).isCloseTo((row[i] - sum / n) / deviation, within(1e-6));
        }
    }

    @Test
    void wrongShapesAndSettingsAreNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> new LayerNorm(4).forward(Tensor.ones(2, 3)))
                .withMessage("LayerNorm([4], eps 1.0E-5): layerNorm: [2, 3] does not end in the normalised axes [4]");
        assertThatIllegalArgumentException().isThrownBy(() -> new LayerNorm(2, 3).forward(Tensor.ones(3)))
                .withMessage(
                        "LayerNorm([2, 3], eps 1.0E-5): layerNorm: [3] does not end in the normalised axes [2, 3]");
        assertThatIllegalArgumentException().isThrownBy(() -> new LayerNorm())
                .withMessage("LayerNorm: no axes are given to normalise over");
        assertThatIllegalArgumentException().isThrownBy(() -> new LayerNorm(Shape.of(2), -1f, true))
                .withMessage("LayerNorm: eps -1.0 is not a finite float of 0 or more");
        assertThatIllegalArgumentException().isThrownBy(() -> new LayerNorm(Shape.of(2), 1e39, true))
                .withMessage("LayerNorm: eps 1.0E39 is not a finite float of 0 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Normalization.layerNorm(Tensor.ones(2), Shape.of(2), null, null, Double.NaN))
                .withMessage("layerNorm: eps NaN is not a finite float of 0 or more");
    }
}

package dev.lanewise.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Objects;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    private static float[] gradient(Tensor x) {
        return Objects.requireNonNull(x.grad()).toArray();
    }

    @Test
    void theGradientOfAProductIsThatOfTheOthersAlsoWithZeros() {
        Tensor one = Tensor.of(2, 0, 3, 5, 7).requiresGrad(true);
        Statistics.prod(one).backward();
        assertThat(gradient(one)).containsExactly(0, 210, 0, 0, 0);
        Tensor two = Tensor.of(2, 0, 3, 0, 7).requiresGrad(true);
        Statistics.prod(two).backward();
        assertThat(gradient(two)).containsOnly(0);
    }

    @Test
    void onlyAProductOverflowsThatIsItselfTooLarge() {
        assertThat(Statistics.prod(Tensor.of(0, 1e20f, 1e20f, 1e20f)).item()).isZero();
        assertThat(Statistics.prod(Tensor.of(1e20f, 1e-20f, 1e20f, 1e-20f)).item()).isCloseTo(1, within(1e-6f));
        assertThat(Statistics.prod(Tensor.of(1e30f, 1e30f, -1e30f)).item()).isEqualTo(Float.NEGATIVE_INFINITY);
        assertThat(Statistics.prod(Tensor.of(0, Float.POSITIVE_INFINITY)).item()).isNaN();
        for (double far : new double[] {0x1p100, 0x1p-100, 0x1p-140}) {
            Tensor there = Tensor.full(far, 500);
            Tensor back = Tensor.full(far == 0x1p-140 ? 0x1p70 : 1 / far, far == 0x1p-140 ? 1000 : 500);
            Tensor x = Shapes.concat(0, there, Tensor.of(3f, -0x1p-140f), back).requiresGrad(true);
            Tensor y = Statistics.prod(x);
            assertThat(y.item()).isEqualTo(-3 * 0x1p-140f);
            y.backward();
            assertThat(gradient(x)[500]).isEqualTo(-0x1p-140f);
            assertThat(gradient(x)[501]).isEqualTo(3);
        }
    }

    @Test
    void theGradientOfAProductHasAGradientAlsoWithZeros() {
        for (float third : new float[] {4, 0}) {
            Tensor x = Tensor.of(2, 0, third, 5).requiresGrad(true);
            Tensor[] slopes = Autograd.grad(Statistics.prod(x), Graph.CREATE, x);
            Tensor[] second = Autograd.grad(slopes[0].mul(Tensor.of(1, 10, 100, 1000)).sum(), Graph.FREE, x);
            // sum over i of w_i times the product of all but i and j
            float a = third;
            assertThat(second[0].toArray()).containsExactly(
                    10 * a * 5, a * 5 + 100 * 2 * 5 + 1000 * 2 * a, 10 * 2 * 5, 10 * 2 * a);
        }
    }

    @Test
    void aProductOfNothingIsOne() {
        assertThat(Statistics.prod(Tensor.zeros(0)).item()).isEqualTo(1);
        assertThat(Statistics.prod(Tensor.scalar(3)).item()).isEqualTo(3);
        assertThat(Statistics.prod(Tensor.zeros(2, 0), true, 1).toArray()).containsExactly(1, 1);
        assertThat(Statistics.prod(Tensor.zeros(2, 0), 0).shape()).isEqualTo(Shape.of(0));
    }

    @Test
    void normsOfExtremeNumbersDoNotOverflowOrVanish() {
        for (double p : new double[] {2, 3, 1.5}) {
            Tensor large = Tensor.of(1e30f, -1e30f);
            double factor = Math.pow(2, 1 / p);
            assertThat(Statistics.norm(large, p).item()).isCloseTo((float) (1e30 * factor), within(1e25f));
            Tensor small = Tensor.of(1e-35f, 1e-35f);
            assertThat(Statistics.norm(small, p).item()).isCloseTo((float) (1e-35 * factor), within(1e-40f));
            assertThat(Statistics.norm(Tensor.of(Float.NEGATIVE_INFINITY, 1), p).item())
                    .isEqualTo(Float.POSITIVE_INFINITY);
            assertThat(Statistics.norm(Tensor.of(Float.NaN, 1), p).item()).isNaN();
            assertThat(Statistics.norm(Tensor.zeros(0), p).item()).isZero();
        }
        assertThat(Statistics.norm(Tensor.of(0, 5), -1).item()).isZero();
    }

    @Test
    void atZeroTheGradientOfANormIsZero() {
        for (double p : new double[] {1, 2, 3, 0.5, -1, Double.POSITIVE_INFINITY}) {
            Tensor x = Tensor.zeros(3).requiresGrad(true);
            Statistics.norm(x, p).backward();
            assertThat(gradient(x)).as("order " + p).containsOnly(0);
        }
    }

    @Test
    void reductionsOfNoElementsAndBadNumbersAreRefused() {
        assertThatThrownBy(() -> Statistics.norm(Tensor.zeros(2, 0), Double.POSITIVE_INFINITY, 1))
                .hasMessage("norm: no elements for order Infinity in shape [2, 0]");
        assertThatThrownBy(() -> Statistics.norm(Tensor.zeros(2), Double.NaN)).hasMessage("norm: order NaN");
        assertThatThrownBy(() -> Statistics.std(Tensor.zeros(2), -1, false))
                .hasMessage("std: correction -1 is negative");
        assertThatThrownBy(() -> Statistics.argmax(Tensor.zeros(2, 0)))
                .hasMessage("argmax: no elements to choose from in shape [2, 0]");
        assertThatThrownBy(() -> Statistics.argmin(Tensor.zeros(0)))
                .hasMessage("argmin: no elements to choose from in shape [0]");
        assertThatThrownBy(() -> Statistics.all(BoolTensor.of(true), true, 0, 0))
                .hasMessage("all: axis 0 of shape [1] is named twice");
        assertThatThrownBy(() -> Statistics.nanMean(Tensor.zeros(2), true, 1))
                .hasMessage("nanMean: axis 1 of shape [2] with 1 axes");
        assertThatThrownBy(() -> Statistics.prod(Tensor.zeros(2), 1))
                .hasMessage("prod: axis 1 of shape [2] with 1 axes");
    }

    @Test
    void theFirstOfEqualElementsAndTheFirstNaNAreChosen() {
        Tensor x = Tensor.of(new float[][] {{1, 5, -2}, {-2, 5, 0}});
        assertThat(Statistics.argmax(x)).isEqualTo(IntTensor.of(Shape.SCALAR, 1));
        assertThat(Statistics.argmin(x)).isEqualTo(IntTensor.of(Shape.SCALAR, 2));
        Tensor gaps = Tensor.of(9f, Float.NaN, -9f, Float.NaN);
        assertThat(Statistics.argmax(gaps).item()).isEqualTo(1);
        assertThat(Statistics.argmin(gaps).item()).isEqualTo(1);
    }

    @Test
    void reductionsOfNothingKeepTheirAxes() {
        BoolTensor none = BoolTensor.of(Shape.of(2, 0));
        assertThat(Statistics.all(none, true, 1)).isEqualTo(BoolTensor.of(Shape.of(2, 1), true, true));
        assertThat(Statistics.count(none, true, 0).shape()).isEqualTo(Shape.of(1, 0));
        assertThat(IntTensor.arange(0).prod(true)).isEqualTo(IntTensor.of(1));
    }

    @Test
    void anyAndAllOfNothing() {
        BoolTensor none = BoolTensor.of(Shape.of(2, 0));
        assertThat(Statistics.any(none, 1).toArray()).containsExactly(false, false);
        assertThat(Statistics.all(none, 1).toArray()).containsExactly(true, true);
        assertThat(Statistics.count(none).item()).isZero();
    }
}

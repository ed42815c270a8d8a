package dev.lanewise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Values known by heart, extremes and messages; formulas and gradients are checked in the op table. */
@Tag("quick")
class LossesTest {
    @Test
    void theDefaultIsTheMean() {
        Tensor logits = Tensor.of(new float[][] {{1, 2, 3}, {0, 0, 0}});
        IntTensor labels = IntTensor.of(2, 0);
        assertThat(Losses.crossEntropy(logits, labels).item())
                .isEqualTo(Losses.crossEntropy(logits, labels, Reduction.SUM).item() / 2);
        Tensor target = Tensor.of(new float[][] {{1, 0, 1}, {0, 1, 0}});
        assertThat(Losses.mse(logits, target).item()).isEqualTo(9f / 6);
        assertThat(Losses.bceWithLogits(logits, target).shape()).isEqualTo(Shape.SCALAR);
    }

    @Test
    void crossEntropyOfEvenLogitsIsTheLogOfTheClasses() {
        assertThat(Losses.crossEntropy(Tensor.zeros(3, 10), IntTensor.of(1, 2, 3)).item())
                .isCloseTo((float) Math.log(10), within(1e-6f));
    }

    @Test
    void crossEntropyOfExtremeLogitsIsFinite() {
        Tensor logits = Tensor.of(new float[][] {{1e4f, 0, -1e4f}, {1e4f, 0, -1e4f}}).requiresGrad(true);
        Tensor losses = Losses.crossEntropy(logits, IntTensor.of(0, 2), Reduction.NONE);
        assertThat(losses.toArray()).containsExactly(0f, 2e4f);
        losses.sum().backward();
        assertThat(logits.grad().toArray()).containsExactly(0, 0, 0, 1, 0, -1);
    }

    @Test
    void bceOfExtremeLogitsIsFiniteAndAccurate() {
        Tensor logits = Tensor.of(1e4f, -1e4f, 1e4f, -1e4f, -20f).requiresGrad(true);
        Tensor losses = Losses.bceWithLogits(logits, Tensor.of(1, 0, 0, 1, 0), Reduction.NONE);
        assertThat(losses.slice(0, 0, 4).toArray()).containsExactly(0, 0, 1e4f, 1e4f);
        assertThat(losses.get(4) / Math.exp(-20)).isCloseTo(1, within(1e-5));
        losses.sum().backward();
        assertThat(logits.grad().slice(0, 0, 4).toArray()).containsExactly(0, 0, 1, -1);
    }

    @Test
    void bceHasASlopeOfHalfAtZero() {
        Tensor logits = Tensor.zeros(3).requiresGrad(true);
        Losses.bceWithLogits(logits, Tensor.of(0, 0.5f, 1), Reduction.SUM).backward();
        assertThat(logits.grad().toArray()).containsExactly(0.5f, 0, -0.5f);
    }

    @Test
    void theMeanOverNothingIsNaN() {
        assertThat(Losses.crossEntropy(Tensor.zeros(0, 3), IntTensor.of()).item()).isNaN();
        assertThat(Losses.crossEntropy(Tensor.zeros(0, 3), IntTensor.of(), Reduction.SUM).item()).isZero();
    }

    @Test
    void shapesMustAgree() {
        assertThatIllegalArgumentException().isThrownBy(() -> Losses.mse(Tensor.zeros(2, 1), Tensor.zeros(2)))
                .withMessage("mse: prediction [2, 1] and target [2] differ in shape");
        assertThatIllegalArgumentException().isThrownBy(() -> Losses.bceWithLogits(Tensor.zeros(2, 1), Tensor.zeros(2)))
                .withMessage("bceWithLogits: prediction [2, 1] and target [2] differ in shape");
        assertThatIllegalArgumentException().isThrownBy(() -> Losses.crossEntropy(Tensor.zeros(3), IntTensor.of(1)));
    }
}

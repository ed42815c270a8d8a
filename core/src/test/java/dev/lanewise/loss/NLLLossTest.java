package dev.lanewise.loss;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Values known by heart, extremes and messages; formulas and gradients are checked in the op table. */
@Tag("quick")
class NLLLossTest {
    private static final Tensor LOGS = Tensor.of(new float[][] {{-1, -2, -3}, {-4, -5, -6}, {Float.NaN, 0, 0}});
    private static final NLLLoss LOSS = new NLLLoss();

    @Test
    void theLossIsWhatStandsAtTheLabel() {
        assertThat(Losses.nll(LOGS, IntTensor.of(2, 0, 1)).item()).isEqualTo(7f / 3);
        assertThat(Losses.nll(LOGS, IntTensor.of(2, 0, 1), Reduction.NONE).toArray()).containsExactly(3, 4, -0f);
    }

    @Test
    void whatIsIgnoredGivesNothing() {
        Tensor logs = LOGS.copy().requiresGrad(true);
        NLLLoss loss = LOSS.weights(Tensor.of(1, 2, 4)).ignoreIndex(-1);
        Tensor y = loss.of(logs, IntTensor.of(2, 1, -1));
        y.backward();
        assertThat(y.item()).isEqualTo((12 + 10) / 6f);
        assertThat(logs.grad().toArray()).containsExactly(0, 0, -4 / 6f, 0, -2 / 6f, 0, 0, 0, 0);
        assertThat(loss.of(LOGS, IntTensor.of(-1, -1, -1)).item()).isNaN();
        assertThat(loss.reduction(Reduction.SUM).of(LOGS, IntTensor.of(-1, -1, -1)).item()).isZero();
    }

    @Test
    void theSoftmaxBeforeItMakesItCrossEntropy() {
        Tensor logits = Tensor.of(new float[][] {{1, 2, 3}, {3, 0, -1}});
        IntTensor labels = IntTensor.of(0, 2);
        assertThat(Losses.nll(logits.logSoftmax(1), labels)).hasBitsOf(Losses.crossEntropy(logits, labels));
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> LOSS.of(LOGS, IntTensor.of(1)))
                .withMessage("NLLLoss: log-probabilities [3, 3] and labels [1]: expected [N, C] and [N], [C] and [], or"
                        + " [N, C, d...] and [N, d...]");
        assertThatIllegalArgumentException().isThrownBy(() -> LOSS.of(LOGS, IntTensor.of(0, 3, -1)))
                .withMessage("NLLLoss: label 3 of sample 1 is not one of the 3 classes 0 .. 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LOSS.of(Tensor.zeros(1, 2, 2), IntTensor.of(Shape.of(1, 2), 0, 2)))
                .withMessage("NLLLoss: label 2 at [0, 1] is not one of the 2 classes 0 .. 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LOSS.weights(Tensor.ones(2)).of(LOGS, IntTensor.of(0, 0, 0)))
                .withMessage("NLLLoss: weights [2] for 3 classes: expected [3]");
        assertThatIllegalArgumentException().isThrownBy(() -> LOSS.weights(Tensor.scalar(1)))
                .withMessage("NLLLoss: weights []: expected one for each class, [C]");
    }
}

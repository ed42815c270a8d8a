package dev.lanewise.loss;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.tensor.Tensor;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Weights and messages; formulas and gradients are checked in the op table, extremes in {@link LossesTest}. */
@Tag("quick")
class BCEWithLogitsLossTest {
    private static final BCEWithLogitsLoss LOSS = new BCEWithLogitsLoss().reduction(Reduction.NONE);

    private final Tensor logits = Tensor.of(new float[][] {{-2, 0, 1}, {30, -0.5f, 4}});
    private final Tensor target = Tensor.of(new float[][] {{0, 1, 0}, {1, 0, 1}});

    @Test
    void theFunctionIsTheLossWithItsDefaults() {
        assertThat(new BCEWithLogitsLoss().of(logits, target)).hasBitsOf(Losses.bceWithLogits(logits, target));
        assertThat(LOSS.posWeight(Tensor.scalar(1)).weights(Tensor.scalar(1)).of(logits, target))
                .hasBitsOf(Losses.bceWithLogits(logits, target, Reduction.NONE));
    }

    @Test
    void onesWeighMoreAndZerosDoNot() {
        Tensor plain = LOSS.of(logits, target);
        assertThat(LOSS.posWeight(Tensor.of(4, 2, 8)).of(logits, target)).hasBitsOf(
                plain.mul(Tensor.of(new float[][] {{1, 2, 1}, {4, 1, 8}})));
    }

    @Test
    void extremesStayFiniteWithWeights() {
        Tensor x = Tensor.of(1e4f, -1e4f).requiresGrad(true);
        Tensor losses = LOSS.posWeight(Tensor.scalar(2)).of(x, Tensor.of(0, 1));
        assertThat(losses.toArray()).containsExactly(1e4f, 2e4f);
        losses.sum().backward();
        assertThat(x.grad().toArray()).containsExactly(1, -2);
    }

    @Test
    void targetsOutsideZeroAndOneAreTakenAsTheyAre() {
        Tensor x = Tensor.of(2, -2).requiresGrad(true);
        Tensor noisy = Tensor.of(1.5f, -0.5f);
        Tensor losses = LOSS.of(x, noisy);
        assertThat(losses.toArray()).containsOnly(-0.873072f); // log(1 + e^2) - 2 * 1.5
        assertThat(MarginLosses.multiLabelSoftMargin(x, noisy).item()).isEqualTo(losses.mean().item());
        losses.sum().backward();
        assertThat(x.grad().toArray()).containsExactly(-0.6192029f, 0.6192029f); // sigmoid(2) - 1.5
    }

    @Test
    void whatDoesNotFitIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> LOSS.posWeight(Tensor.ones(2)).of(logits, target))
                .withMessage("BCEWithLogitsLoss: weights of ones [2] do not broadcast to the prediction [2, 3]");
        assertThatIllegalArgumentException().isThrownBy(() -> LOSS.weights(Tensor.ones(3, 1)).of(logits, target))
                .withMessage("BCEWithLogitsLoss: weights [3, 1] do not broadcast to the prediction [2, 3]");
        assertThatIllegalArgumentException().isThrownBy(() -> LOSS.of(logits, target.reshape(3, 2)))
                .withMessage("BCEWithLogitsLoss: prediction [2, 3] and target [3, 2] differ in shape");
    }
}

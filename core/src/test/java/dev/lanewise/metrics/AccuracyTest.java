package dev.lanewise.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class AccuracyTest {
    private static final Tensor LOGITS = Tensor.of(new float[][] {{1, 0, 0}, {0, 5, 1}, {0, 1, 9}, {3, 2, 1}});

    private static final String OF_CLASSES = "expected [N, C] and [N], [C] and [], or [N, C, d...] and [N, d...]";

    @Test
    void accuracyIsTheShareOfRightPredictionsOverAllBatches() {
        Accuracy accuracy = new Accuracy();
        assertThat(accuracy.value()).isNaN();
        accuracy.add(LOGITS, IntTensor.of(0, 1, 2, 2));
        assertThat(accuracy.value()).isEqualTo(0.75);
        accuracy.add(Tensor.of(new float[][] {{0, 1, 0}}), IntTensor.of(0));
        assertThat(accuracy.value()).isEqualTo(0.6);
        accuracy.reset();
        assertThat(accuracy.value()).isNaN();
    }

    @Test
    void otherShapesAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Accuracy().add(LOGITS, IntTensor.of(0, 1)))
                .withMessage("Accuracy: logits [4, 3] and labels [2]: " + OF_CLASSES);
        assertThatIllegalArgumentException().isThrownBy(() -> new Accuracy().add(Tensor.scalar(1), IntTensor.of(0)))
                .withMessage("Accuracy: logits [] and labels [1]: " + OF_CLASSES);
    }

    @Test
    void aSingleColumnIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Accuracy().add(Tensor.of(new float[][] {{3}, {-2}}), IntTensor.of(1, 0)))
                .withMessage("Accuracy: logits [2, 1] have one class at axis 1, so every prediction would be class 0; "
                        + "BinaryAccuracy takes one logit a sample");
    }

    @Test
    void oneSampleNeedsNoBatch() {
        Accuracy accuracy = new Accuracy();
        accuracy.add(Tensor.of(1f, 3f, 2f), IntTensor.of(1).reshape());
        assertThat(accuracy.value()).isEqualTo(1);
        accuracy.add(Tensor.of(1f, 3f, 2f), IntTensor.of(2).reshape());
        assertThat(accuracy.value()).isEqualTo(0.5);
    }

    @Test
    void placesWithoutElementsCountNothing() {
        Accuracy accuracy = new Accuracy();
        accuracy.add(Tensor.zeros(2, 3, 0), IntTensor.of().reshape(2, 0));
        accuracy.add(Tensor.zeros(0, 3, 4), IntTensor.of().reshape(0, 4));
        assertThat(accuracy.value()).isNaN();
    }
}

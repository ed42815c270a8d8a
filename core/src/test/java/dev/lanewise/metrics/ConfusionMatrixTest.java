package dev.lanewise.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ConfusionMatrixTest {
    private static final Tensor LOGITS = Tensor.of(new float[][] {{1, 0, 0}, {0, 5, 1}, {0, 1, 9}, {3, 2, 1}});

    @Test
    void aConfusionMatrixCountsActualByPredicted() {
        ConfusionMatrix matrix = new ConfusionMatrix(3);
        assertThat(matrix.accuracy()).isNaN();
        matrix.add(LOGITS, IntTensor.of(0, 1, 2, 2));
        assertThat(matrix.total()).isEqualTo(4);
        assertThat(matrix.classes()).isEqualTo(3);
        assertThat(matrix.count(2, 0)).isEqualTo(1);
        assertThat(matrix.count(0, 2)).isZero();
        assertThat(matrix.count(2, 2)).isEqualTo(1);
        assertThat(matrix.accuracy()).isEqualTo(0.75);
        assertThat(matrix.recall(2)).isEqualTo(0.5);
        assertThat(matrix.recall(0)).isEqualTo(1);
        assertThat(new ConfusionMatrix(3).recall(1)).isNaN();
    }

    @Test
    void aConfusionMatrixRefusesWhatIsNoClassAndCountsNothingOfThatBatch() {
        ConfusionMatrix matrix = new ConfusionMatrix(3);
        assertThatIllegalArgumentException().isThrownBy(() -> matrix.add(IntTensor.of(0, 3), IntTensor.of(0, 1)))
                .withMessage("ConfusionMatrix: prediction 3 of sample 1 is not one of 3 classes");
        assertThatIllegalArgumentException().isThrownBy(() -> matrix.add(IntTensor.of(0, 1), IntTensor.of(0, -1)))
                .withMessage("ConfusionMatrix: label -1 of sample 1 is not one of 3 classes");
        assertThatIllegalArgumentException().isThrownBy(() -> matrix.add(IntTensor.of(0), IntTensor.of(0, 1)))
                .withMessage("ConfusionMatrix: predictions [1] and labels [2] differ in shape");
        assertThat(matrix.total()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> new ConfusionMatrix(0))
                .withMessage("ConfusionMatrix: 0 classes");
    }

    @Test
    void onlyClassesHaveCounts() {
        ConfusionMatrix matrix = new ConfusionMatrix(3);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> matrix.count(0, 3))
                .withMessage("ConfusionMatrix: 3 is not one of 3 classes");
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> matrix.recall(-1))
                .withMessage("ConfusionMatrix: -1 is not one of 3 classes");
    }

    @Test
    void aSingleColumnIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ConfusionMatrix(2).add(Tensor.of(new float[][] {{3}, {-2}}), IntTensor.of(1, 0)))
                .withMessage(
                        "ConfusionMatrix: logits [2, 1] have one class at axis 1, so every prediction would be class "
                                + "0; add the classes instead");
    }
}

package dev.lanewise.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class BinaryAccuracyTest {
    @Test
    void aLogitAboveZeroIsAPredictionOfClassOne() {
        BinaryAccuracy accuracy = new BinaryAccuracy();
        assertThat(accuracy.value()).isNaN();
        accuracy.add(Tensor.of(3f, -2f, 0.1f, -0.1f), Tensor.of(1f, 0f, 1f, 0f));
        assertThat(accuracy.value()).isEqualTo(1);
        accuracy.add(Tensor.of(new float[][] {{3}, {-2}, {5}, {-1}}), IntTensor.of(0, 1, 1, 1));
        assertThat(accuracy.value()).isEqualTo(5 / 8.0);
        accuracy.add(Tensor.of(1f, -1f), IntTensor.of(1, 0));
        assertThat(accuracy.value()).isEqualTo(0.7);
        accuracy.reset();
        assertThat(accuracy.value()).isNaN();
    }

    @Test
    void zeroIsClassZeroAndNanIsWrong() {
        BinaryAccuracy accuracy = new BinaryAccuracy();
        accuracy.add(Tensor.of(0f, -0f, 0f, Float.NaN, Float.NaN), Tensor.of(0f, 0f, 1f, 0f, 1f));
        assertThat(accuracy.value()).isEqualTo(0.4);
    }

    @Test
    void aThresholdOfOnesOwn() {
        BinaryAccuracy accuracy = new BinaryAccuracy(0.3);
        accuracy.add(Tensor.of(0.3f, 0.31f, 0.2f, 0.9f, Float.NaN), Tensor.of(0f, 1f, 1f, 0f, 0f));
        assertThat(accuracy.value()).isEqualTo(0.4);
        assertThat(accuracy.total()).isEqualTo(5);
        BinaryCounts counts = new BinaryCounts(0.3);
        counts.add(Tensor.of(0.3f, 0.31f, 0.2f, 0.9f), IntTensor.of(0, 1, 1, 0));
        assertThat(counts.accuracy()).isEqualTo(0.5);
        assertThat(counts.total()).isEqualTo(4);
    }

    @Test
    void otherShapesAndTargetsAreRefusedAndCountNothing() {
        BinaryAccuracy accuracy = new BinaryAccuracy();
        assertThatIllegalArgumentException().isThrownBy(() -> accuracy.add(Tensor.ones(2, 1), Tensor.ones(2)))
                .withMessage("BinaryAccuracy: scores [2, 1] and targets [2] differ in shape");
        assertThatIllegalArgumentException().isThrownBy(() -> accuracy.add(Tensor.ones(2, 3), IntTensor.of(0, 1)))
                .withMessage(
                        "BinaryAccuracy: scores [2, 3] and labels [2]: expected one shape, or [N, 1, d...] and [N, d...]");
        assertThatIllegalArgumentException().isThrownBy(() -> accuracy.add(Tensor.scalar(1), IntTensor.of(0)));
        assertThatIllegalArgumentException().isThrownBy(() -> accuracy.add(Tensor.ones(2), IntTensor.of(1, 2)))
                .withMessage("BinaryAccuracy: label 2 of sample 1 is neither 0 nor 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> accuracy.add(Tensor.ones(2), Tensor.of(1f, Float.NaN)))
                .withMessage("BinaryAccuracy: target NaN of sample 1 is neither 0 nor 1");
        assertThat(accuracy.value()).isNaN();
    }
}

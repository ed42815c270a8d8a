package dev.lanewise.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class AccuracyTest {
    private static final Tensor LOGITS = Tensor.of(new float[][] {{1, 0, 0}, {0, 5, 1}, {0, 1, 9}, {3, 2, 1}});

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
}

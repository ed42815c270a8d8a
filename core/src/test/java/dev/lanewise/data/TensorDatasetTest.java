package dev.lanewise.data;

import static dev.lanewise.TensorAssert.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import org.junit.jupiter.api.Test;

class TensorDatasetTest {
    @Test
    void tensorsBecomeBatchesInTheOrderAskedFor() {
        TensorDataset<Tensor, IntTensor> dataset = new TensorDataset<>(Tensor.arange(12).reshape(3, 2, 2),
                IntTensor.of(5, 6, 7));
        Batch<Tensor, IntTensor> batch = dataset.batch(new int[] {2, 0, 2});
        assertThat(batch.inputs()).hasShape(3, 2, 2);
        assertThat(batch.inputs().select(0, 1).toArray()).containsExactly(0, 1, 2, 3);
        assertThat(batch.targets()).isEqualTo(IntTensor.of(7, 5, 7));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TensorDataset<>(Tensor.zeros(3, 2), IntTensor.of(1, 2)))
                .withMessage("TensorDataset: inputs [3, 2] and targets [2]: expected [N, ...] and [N, ...]");
    }

    @Test
    void samplesThatAreNotThereAreNamed() {
        TensorDataset<Tensor, IntTensor> dataset = new TensorDataset<>(Tensor.zeros(2, 3), IntTensor.of(0, 1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> dataset.batch(new int[] {2}))
                .withMessage("TensorDataset: sample 2 is not one of 2");
    }
}

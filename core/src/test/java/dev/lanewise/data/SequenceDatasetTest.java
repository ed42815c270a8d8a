package dev.lanewise.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class SequenceDatasetTest {
    private final List<IntTensor> tokens = List.of(IntTensor.of(1, 2, 3), IntTensor.of(4), IntTensor.of(),
            IntTensor.of(5, 6, 7, 8));

    @Test
    void batchesArePaddedToTheirLongest() {
        SequenceDataset<IntTensor, IntTensor> texts = SequenceDataset.of(tokens, IntTensor.of(0, 1, 2, 3)).padding(9);
        SequenceBatch<IntTensor, IntTensor> batch = texts.batch(0, 1, 2);
        assertThat(batch.inputs().shape()).isEqualTo(Shape.of(3, 3));
        assertThat(batch.inputs().toArray()).containsExactly(1, 2, 3, 4, 9, 9, 9, 9, 9);
        assertThat(batch.lengths().toArray()).containsExactly(3, 1, 0);
        assertThat(batch.targets().toArray()).containsExactly(0, 1, 2);
        assertThat(batch.mask().toArray()).containsExactly(
                true, true, true, true, false, false, false, false, false);
        assertThat(texts.lengths()).containsExactly(3, 1, 0, 4);
        assertThat(batch.size()).isEqualTo(3);
        assertThat(texts.toMultipleOf(4).batch(1).inputs().toArray()).containsExactly(4, 9, 9, 9);
        assertThat(texts.batch().inputs().shape()).isEqualTo(Shape.of(0, 0));
        assertThat(texts.batch(2).inputs().shape()).isEqualTo(Shape.of(1, 0));
    }

    @Test
    void elementsMayHaveAxesAndTargetsOfTheirOwn() {
        SequenceDataset<Tensor, IntTensor> series = SequenceDataset.perStep(
                List.of(Tensor.of(1, 2, 3, 4).reshape(2, 2), Tensor.of(5, 6).reshape(1, 2)),
                List.of(IntTensor.of(7, 8), IntTensor.of(9)), -100);
        SequenceBatch<Tensor, IntTensor> batch = series.batch(1, 0);
        assertThat(batch.inputs().shape()).isEqualTo(Shape.of(2, 2, 2));
        assertThat(batch.inputs().toArray()).containsExactly(5, 6, 0, 0, 1, 2, 3, 4);
        assertThat(batch.targets().toArray()).containsExactly(9, -100, 7, 8);
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertThatIllegalArgumentException().isThrownBy(() -> SequenceDataset.of(tokens, IntTensor.of(0)))
                .withMessage("SequenceDataset: 4 sequences and targets [1]: expected [N, ...]");
        assertThatIllegalArgumentException().isThrownBy(() -> SequenceDataset.of(List.<IntTensor>of(), Tensor.of(1)))
                .withMessage("SequenceDataset: there is no sequence");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SequenceDataset.of(
                        List.of(Tensor.zeros(2, 3), Tensor.zeros(2, 4)), IntTensor.of(0, 1)))
                .withMessage("SequenceDataset: sequence 1 is float[2, 4], and the first one float[2, 3]: "
                        + "expected ints or floats [T, ...] that differ in T alone");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SequenceDataset.of(List.of(Tensor.scalar(1)), IntTensor.of(0)))
                .withMessage("SequenceDataset: sequence 0 is float[]: expected ints or floats [T, ...]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SequenceDataset.of(tokens, IntTensor.of(0, 1, 2, 3)).padding(0.5))
                .withMessage("SequenceDataset: ints cannot be padded with 0.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SequenceDataset.perStep(tokens, tokens.reversed(), 0))
                .withMessage("SequenceDataset: sequence 0 has 3 elements and 4 targets");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SequenceDataset.of(tokens, IntTensor.of(0, 1, 2, 3)).toMultipleOf(0))
                .withMessage("SequenceDataset: a multiple of 0");
    }
}

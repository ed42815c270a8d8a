package dev.lanewise.data;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Required;
import java.util.List;

/**
 * Sequences of different lengths, padded to the same, and what is to be learned of them.
 *
 * @param inputs {@code [N, T, ...]}
 * @param lengths {@code [N]}, how many of the T are not padding; recurrent layers and attention take them as they are
 * @param targets {@code [N, ...]}
 * @param <X> kind of the inputs
 * @param <Y> kind of the targets
 */
public record SequenceBatch<X extends Value, Y extends Value>(X inputs, IntTensor lengths, Y targets)
        implements
            Batched<SequenceBatch<X, Y>> {
    /**
     * Sequences with their targets.
     *
     * @throws IllegalArgumentException if one is null
     */
    public SequenceBatch {
        Required.nonNull("SequenceBatch: the tensor of inputs", inputs);
        Required.nonNull("SequenceBatch: the tensor of lengths", lengths);
        Required.nonNull("SequenceBatch: the tensor of targets", targets);
    }

    /** {@code [N, T]}: true where there is an element, false where there is padding. */
    public BoolTensor mask() {
        int time = inputs.shape().dim(1);
        return IntTensor.arange(time).reshape(1, time).lt(lengths.reshape(-1, 1));
    }

    @Override
    public List<Value> values() {
        return List.of(inputs, lengths, targets);
    }

    @Override
    @SuppressWarnings("unchecked") // values of the kinds of this batch's own
    public SequenceBatch<X, Y> with(List<Value> values) {
        return new SequenceBatch<>((X) values.get(0), (IntTensor) values.get(1), (Y) values.get(2));
    }
}

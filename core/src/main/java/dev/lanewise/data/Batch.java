package dev.lanewise.data;

import dev.lanewise.tensor.Value;
import dev.lanewise.text.Required;
import java.util.List;

/**
 * Inputs and what is to be learned of them: labels ({@code Batch<Tensor, IntTensor>}) or numbers ({@code Batch<Tensor,
 * Tensor>}).
 *
 * @param inputs {@code [N, ...]}
 * @param targets {@code [N, ...]}
 * @param <X> kind of the inputs
 * @param <Y> kind of the targets
 */
public record Batch<X extends Value, Y extends Value>(X inputs, Y targets) implements Batched<Batch<X, Y>> {
    /**
     * Samples with their targets.
     *
     * @throws IllegalArgumentException if one is null
     */
    public Batch {
        Required.nonNull("Batch: the tensor of inputs", inputs);
        Required.nonNull("Batch: the tensor of targets", targets);
    }

    @Override
    public List<Value> values() {
        return List.of(inputs, targets);
    }

    @Override
    @SuppressWarnings("unchecked") // values of the kinds of this batch's own
    public Batch<X, Y> with(List<Value> values) {
        return new Batch<>((X) values.get(0), (Y) values.get(1));
    }
}

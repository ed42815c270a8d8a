package dev.lanewise.data;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/**
 * Inputs and their class labels.
 *
 * @param inputs {@code [N, ...]}
 * @param labels {@code [N]}
 */
public record Batch(Tensor inputs, IntTensor labels) {
    /**
     * Samples with their labels.
     *
     * @throws IllegalArgumentException if one is null
     */
    public Batch {
        Required.nonNull("Batch: the tensor of inputs", inputs);
        Required.nonNull("Batch: the tensor of labels", labels);
    }

    /** Number of samples. */
    public int size() {
        return labels.size();
    }
}

package dev.lanewise.data;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;

/**
 * Inputs and the classes they belong to.
 *
 * @param inputs {@code [N, ...]}
 * @param labels {@code [N]}
 */
public record Batch(Tensor inputs, IntTensor labels) {
    /** Number of samples. */
    public int size() {
        return labels.size();
    }
}

package dev.lanewise.data;

import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/** Samples held as floats: inputs {@code [N, ...]} and labels {@code [N]}. */
public final class TensorDataset implements Dataset<Batch> {
    private final Tensor inputs;
    private final int[] labels;

    /**
     * Labelled samples.
     *
     * @throws IllegalArgumentException if one is null, or there are not as many labels as inputs
     */
    public TensorDataset(Tensor inputs, IntTensor labels) {
        Required.nonNull("TensorDataset: the tensor of inputs", inputs);
        Required.nonNull("TensorDataset: the tensor of labels", labels);
        if (inputs.rank() == 0 || labels.shape().rank() != 1 || inputs.dim(0) != labels.size()) {
            throw new IllegalArgumentException(
                    "TensorDataset: inputs " + inputs.shape() + " and labels " + labels.shape()
                            + ": expected [N, ...] and [N]");
        }
        this.inputs = inputs;
        this.labels = labels.toArray();
    }

    @Override
    public int size() {
        return labels.length;
    }

    @Override
    public Batch batch(int[] indices) {
        int[] chosen = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            chosen[i] = labels[Samples.require(this, indices[i])];
        }
        return new Batch(Indexing.take(inputs, IntTensor.of(indices)), IntTensor.of(chosen));
    }
}

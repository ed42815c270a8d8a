package dev.lanewise.data;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Required;

/**
 * Samples held as tensors: inputs {@code [N, ...]} and targets {@code [N, ...]}, each of any type; class labels are an
 * {@code IntTensor [N]}, numbers to be predicted a {@code Tensor}.
 *
 * @param <X> kind of the inputs
 * @param <Y> kind of the targets
 */
public final class TensorDataset<X extends Value, Y extends Value> implements Dataset<Batch<X, Y>> {
    private final int size;
    private final Rows<X> inputs;
    private final Rows<Y> targets;

    /** Element types and shapes, for messages. */
    private final String contents;

    /**
     * Inputs and their targets.
     *
     * @throws IllegalArgumentException if one is null, or there are not as many targets as inputs
     */
    public TensorDataset(X inputs, Y targets) {
        Shape in = Required.nonNull("TensorDataset: the tensor of inputs", inputs).shape();
        Shape wanted = Required.nonNull("TensorDataset: the tensor of targets", targets).shape();
        if (in.rank() == 0 || wanted.rank() == 0 || in.dim(0) != wanted.dim(0)) {
            throw new IllegalArgumentException("TensorDataset: inputs " + in + " and targets " + wanted
                    + ": expected [N, ...] and [N, ...]");
        }
        this.size = in.dim(0);
        this.inputs = Rows.of(inputs);
        this.targets = Rows.of(targets);
        this.contents = Spec.of(inputs) + ", " + Spec.of(targets);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Batch<X, Y> batch(int... indices) {
        for (int index : indices) {
            Samples.require(this, index);
        }
        return new Batch<>(inputs.take(indices), targets.take(indices));
    }

    /** For example {@code TensorDataset(float[60000, 784], int[60000])}. */
    @Override
    public String toString() {
        return "TensorDataset(" + contents + ")";
    }
}

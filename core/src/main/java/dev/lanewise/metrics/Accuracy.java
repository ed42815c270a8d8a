package dev.lanewise.metrics;

import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/**
 * Share of correct predictions over any number of batches; {@link BinaryAccuracy} is for two classes from one logit.
 */
public final class Accuracy implements Stateful {
    private long right;
    private long total;

    /**
     * Adds a batch: the largest of each row of logits (or probabilities) {@code [N, C]} is the prediction.
     *
     * @throws IllegalArgumentException if one is null, for other shapes, and for a single column, whose largest element
     *     is always class 0
     */
    public void add(Tensor logits, IntTensor labels) {
        Required.nonNull("Accuracy: the tensor of logits", logits);
        Required.nonNull("Accuracy: the tensor of labels", labels);
        if (logits.rank() != 2 || labels.shape().rank() != 1 || logits.dim(0) != labels.size()) {
            throw new IllegalArgumentException("Accuracy: logits " + logits.shape() + " and labels " + labels.shape()
                    + ": expected [N, C] and [N]");
        }
        if (logits.dim(1) == 1) {
            throw new IllegalArgumentException("Accuracy: logits " + logits.shape() + " have one column, so every "
                    + "prediction would be class 0; BinaryAccuracy takes one logit a sample");
        }
        right += logits.argmax(-1).eq(labels).count();
        total += labels.size();
    }

    /** The share so far; NaN before the first sample. */
    public double value() {
        return total == 0 ? Double.NaN : (double) right / total;
    }

    /** Starts afresh. */
    public void reset() {
        right = 0;
        total = 0;
    }

    @Override
    public void state(State state) {
        right = state.number("right", right);
        total = state.number("total", total);
    }
}

package dev.lanewise.metrics;

import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/**
 * Share of correct predictions between two classes over any number of batches, from one logit per sample: class 1 where
 * the logit is above 0 (a probability above 1/2), class 0 where it is 0 or below. A NaN logit predicts neither and
 * counts as wrong.
 */
public final class BinaryAccuracy implements Stateful {
    private long right;
    private long total;

    /**
     * Adds a batch with the targets that {@code Losses.bceWithLogits} takes. <b>Shape</b>: both {@code [N]}, or any
     * other common shape.
     *
     * @throws IllegalArgumentException if one is null, the shapes differ, or a target is neither 0 nor 1
     */
    public void add(Tensor logits, Tensor targets) {
        Required.nonNull("BinaryAccuracy: the tensor of logits", logits);
        Required.nonNull("BinaryAccuracy: the tensor of targets", targets);
        if (!logits.shape().equals(targets.shape())) {
            throw new IllegalArgumentException("BinaryAccuracy: logits " + logits.shape() + " and targets "
                    + targets.shape() + " differ in shape");
        }
        count(logits.toArray(), targets.toArray());
    }

    /**
     * Adds a batch with class indices. <b>Shape</b>: logits {@code [N]} or {@code [N, 1]}, labels {@code [N]}.
     *
     * @throws IllegalArgumentException if one is null, for other shapes, or if a label is neither 0 nor 1
     */
    public void add(Tensor logits, IntTensor labels) {
        Required.nonNull("BinaryAccuracy: the tensor of logits", logits);
        Required.nonNull("BinaryAccuracy: the tensor of labels", labels);
        Shape shape = logits.shape();
        boolean fits = shape.rank() == 1 || (shape.rank() == 2 && shape.dim(1) == 1);
        if (!fits || labels.shape().rank() != 1 || shape.dim(0) != labels.size()) {
            throw new IllegalArgumentException("BinaryAccuracy: logits " + shape + " and labels " + labels.shape()
                    + ": expected [N] or [N, 1] and [N]");
        }
        count(logits.toArray(), labels.toTensor().toArray());
    }

    private void count(float[] logits, float[] targets) {
        for (int i = 0; i < targets.length; i++) {
            if (targets[i] != 0 && targets[i] != 1) {
                throw new IllegalArgumentException(
                        "BinaryAccuracy: target " + targets[i] + " of sample " + i + " is neither 0 nor 1");
            }
        }
        for (int i = 0; i < targets.length; i++) {
            right += targets[i] == 1 ? (logits[i] > 0 ? 1 : 0) : (logits[i] <= 0 ? 1 : 0);
        }
        total += targets.length;
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

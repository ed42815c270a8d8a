package dev.lanewise.metrics;

import dev.lanewise.state.State;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Tensor;

/**
 * Share of correct predictions between two classes over any number of batches, from one logit per sample: class 1 where
 * the logit is above 0 (a probability above 1/2), class 0 where it is 0 or below. A NaN logit predicts neither and
 * counts as wrong.
 */
public final class BinaryAccuracy extends Metric<BinaryAccuracy> {
    private long right;
    private long total;

    public BinaryAccuracy() {}

    /**
     * Adds a batch with the targets that {@code Losses.bceWithLogits} takes. <b>Shape</b>: both {@code [N]}, or any
     * other common shape.
     *
     * @throws IllegalArgumentException if one is null, the shapes differ, or a target is neither 0 nor 1
     */
    public void add(Tensor logits, Tensor targets) {
        Checks.sameShape("BinaryAccuracy", "logits", logits, "targets", targets);
        observe(logits, targets);
    }

    /**
     * Adds a batch with class indices. <b>Shape</b>: of one shape, or {@code [N, 1, d...], [N, d...]}.
     *
     * @throws IllegalArgumentException if one is null, for other shapes, or if a label is neither 0 nor 1
     */
    public void add(Tensor logits, IntTensor labels) {
        Checks.ofOneClass("BinaryAccuracy", "logits", logits, labels);
        observe(logits, labels);
    }

    @Override
    protected void count(Operands batch) {
        Checks.zeroOrOne("BinaryAccuracy", batch, 1);
        for (int i = 0; i < batch.size(1); i++) {
            float logit = batch.data(0)[batch.offset(0) + i];
            boolean isRight = Checks.isOne(batch, 1, i) ? logit > 0 : logit <= 0;
            right += isRight ? 1 : 0;
        }
        total += batch.size(1);
    }

    /** The share so far; NaN before the first sample. */
    public double value() {
        requireBetweenRuns("value");
        return total == 0 ? Double.NaN : (double) right / total;
    }

    @Override
    protected void clear() {
        right = 0;
        total = 0;
    }

    @Override
    protected void include(BinaryAccuracy other) {
        right += other.right;
        total += other.total;
    }

    @Override
    public void state(State state) {
        right = state.number("right", right);
        total = state.number("total", total);
    }
}

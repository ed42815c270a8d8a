package dev.lanewise.metrics;

import dev.lanewise.state.State;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Tensor;

/**
 * Share of correct predictions between two classes over any number of batches, from one score per sample: class 1 where
 * the score is above the threshold, class 0 where it is not. A score of NaN predicts neither and counts as wrong.
 * {@link BinaryCounts} tells more.
 */
public final class BinaryAccuracy extends Metric<BinaryAccuracy> {
    private final float threshold;
    private long right;
    private long total;

    /** For logits: those above 0, whose probability is above 1/2. */
    public BinaryAccuracy() {
        this(0);
    }

    /**
     * For scores of any kind.
     *
     * @param threshold above which class 1 is predicted: for example 0.5 for probabilities
     * @throws IllegalArgumentException if it is NaN
     */
    public BinaryAccuracy(double threshold) {
        this.threshold = Checks.threshold("BinaryAccuracy", threshold);
    }

    /**
     * Adds a batch with the targets that {@code Losses.bceWithLogits} takes. <b>Shape</b>: both {@code [N]}, or any
     * other common shape.
     *
     * @throws IllegalArgumentException if one is null, the shapes differ, or a target is neither 0 nor 1
     */
    public void add(Tensor scores, Tensor targets) {
        Checks.sameShape("BinaryAccuracy", "scores", scores, "targets", targets);
        observe(scores, targets);
    }

    /**
     * Adds a batch with class indices. <b>Shape</b>: of one shape, or {@code [N, 1, d...], [N, d...]}.
     *
     * @throws IllegalArgumentException if one is null, for other shapes, or if a label is neither 0 nor 1
     */
    public void add(Tensor scores, IntTensor labels) {
        Checks.ofOneClass("BinaryAccuracy", "scores", scores, labels);
        observe(scores, labels);
    }

    @Override
    protected void count(Operands batch) {
        Checks.zeroOrOne("BinaryAccuracy", batch, 1);
        for (int i = 0; i < batch.size(1); i++) {
            float score = batch.data(0)[batch.offset(0) + i];
            boolean isRight = Checks.isOne(batch, 1, i) ? score > threshold : score <= threshold;
            right += isRight ? 1 : 0;
        }
        total += batch.size(1);
    }

    /** How many samples have been added. */
    public long total() {
        requireBetweenRuns("total");
        return total;
    }

    /** The share so far; NaN before the first sample. */
    public double value() {
        requireBetweenRuns("value");
        return total == 0 ? Double.NaN : (double) right / total;
    }

    @Override
    protected String settings() {
        return "threshold=" + threshold;
    }

    @Override
    protected String summary() {
        return "total=" + total + ", value=" + value();
    }

    @Override
    protected void clear() {
        right = 0;
        total = 0;
    }

    @Override
    protected void include(BinaryAccuracy other) {
        requireSame("threshold", threshold, other.threshold);
        right += other.right;
        total += other.total;
    }

    @Override
    public void state(State state) {
        state.setting("threshold", threshold);
        right = state.number("right", right);
        total = state.number("total", total);
    }
}

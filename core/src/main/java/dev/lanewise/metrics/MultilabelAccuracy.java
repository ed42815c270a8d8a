package dev.lanewise.metrics;

import dev.lanewise.state.State;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Tensor;

/**
 * Shares of correct predictions where a sample has any number of labels at once, from one score for each label: present
 * where the score is above the threshold. {@link MultilabelCounts} tells more about each label.
 */
public final class MultilabelAccuracy extends Metric<MultilabelAccuracy> {
    private final float threshold;
    private long rightElements;
    private long elements;
    private long rightSamples;
    private long samples;

    /** For logits: those above 0, whose probability is above 1/2. */
    public MultilabelAccuracy() {
        this(0);
    }

    /**
     * For scores of any kind.
     *
     * @param threshold above which a label is predicted: for example 0.5 for probabilities
     * @throws IllegalArgumentException if it is NaN
     */
    public MultilabelAccuracy(double threshold) {
        this.threshold = Checks.threshold("MultilabelAccuracy", threshold);
    }

    /**
     * Adds a batch of scores and targets, both {@code [N, L]}.
     *
     * @throws IllegalArgumentException if one is null, for other shapes, for a target that is neither 0 nor 1, and for
     *     a score that is NaN
     */
    public void add(Tensor scores, Tensor targets) {
        Checks.sameShape("MultilabelAccuracy", "scores", scores, "targets", targets);
        if (scores.rank() != 2 || scores.dim(1) == 0) {
            throw new IllegalArgumentException(
                    "MultilabelAccuracy: scores " + scores.shape() + ": expected [N, L] with a label or more");
        }
        observe(scores, targets);
    }

    @Override
    protected void count(Operands batch) {
        Checks.numbers("MultilabelAccuracy", "score", batch, 0);
        Checks.zeroOrOne("MultilabelAccuracy", batch, 1);
        int labels = batch.dims(0)[1];
        for (int row = 0; row < batch.dims(0)[0]; row++) {
            int right = 0;
            for (int i = row * labels; i < (row + 1) * labels; i++) {
                boolean predicted = batch.data(0)[batch.offset(0) + i] > threshold;
                right += predicted == (batch.data(1)[batch.offset(1) + i] == 1) ? 1 : 0;
            }
            rightElements += right;
            rightSamples += right == labels ? 1 : 0;
        }
        elements += batch.size(0);
        samples += batch.dims(0)[0];
    }

    /** How many samples have been added. */
    public long total() {
        requireBetweenRuns("total");
        return samples;
    }

    /** Share of labels that were predicted correctly, one minus the Hamming loss; NaN before the first sample. */
    public double perLabel() {
        requireBetweenRuns("perLabel");
        return elements == 0 ? Double.NaN : (double) rightElements / elements;
    }

    /** Share of samples all of whose labels were predicted correctly; NaN before the first sample. */
    public double exactMatch() {
        requireBetweenRuns("exactMatch");
        return samples == 0 ? Double.NaN : (double) rightSamples / samples;
    }

    @Override
    protected String settings() {
        return "threshold=" + threshold;
    }

    @Override
    protected String summary() {
        return "total=" + samples + ", perLabel=" + perLabel() + ", exactMatch="
                + exactMatch();
    }

    @Override
    protected void clear() {
        rightElements = 0;
        elements = 0;
        rightSamples = 0;
        samples = 0;
    }

    @Override
    protected void include(MultilabelAccuracy other) {
        requireSame("threshold", threshold, other.threshold);
        rightElements += other.rightElements;
        elements += other.elements;
        rightSamples += other.rightSamples;
        samples += other.samples;
    }

    @Override
    public void state(State state) {
        state.setting("threshold", threshold);
        rightElements = state.number("rightElements", rightElements);
        elements = state.number("elements", elements);
        rightSamples = state.number("rightSamples", rightSamples);
        samples = state.number("samples", samples);
    }
}

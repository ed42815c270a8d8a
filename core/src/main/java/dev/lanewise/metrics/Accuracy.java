package dev.lanewise.metrics;

import dev.lanewise.state.State;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Tensor;

/**
 * Share of correct predictions over any number of batches ({@index accuracy_score}); {@link BinaryAccuracy} is for two
 * classes from one logit.
 */
public final class Accuracy extends Metric<Accuracy> {
    private final IgnoredLabel ignored;
    private long right;
    private long total;

    /** Counts every label. */
    public Accuracy() {
        this.ignored = IgnoredLabel.NONE;
    }

    /**
     * Leaves out a label ({@index ignore_index}).
     *
     * @param ignored the label of what is not counted, such as padding; it need not be a class
     */
    public Accuracy(int ignored) {
        this.ignored = IgnoredLabel.of(ignored);
    }

    /**
     * Adds a batch: the class of the largest logit (or probability) is the prediction, the first of equals, with NaN as
     * the largest, as {@code argmax} has it. <b>Shape</b>: {@code [N, C], [N]}, or {@code [C], []}, or, with a label
     * for each place, {@code [N, C, d...], [N, d...]}.
     *
     * @throws IllegalArgumentException if one is null, for other shapes, for a single class, which every prediction
     *     would be, and for a label that is neither a class nor ignored
     */
    public void add(Tensor logits, IntTensor labels) {
        Checks.ofSeveralClasses("Accuracy", "BinaryAccuracy takes one logit a sample", logits, labels);
        observe(logits, labels);
    }

    /**
     * Adds a batch of predicted and true classes of one shape.
     *
     * @throws IllegalArgumentException if one is null or the shapes differ
     */
    public void add(IntTensor predictions, IntTensor labels) {
        Checks.sameShape("Accuracy", "predictions", predictions, "labels", labels);
        observe(predictions, labels);
    }

    @Override
    protected void count(Operands batch) {
        int[] labels = batch.ints(1);
        int size = batch.size(1);
        if (batch.value(0) instanceof Tensor) {
            ClassAxis axis = ClassAxis.of(batch.shape(0));
            ignored.requireClasses("Accuracy", batch, axis.classes());
            for (int i = 0; i < size; i++) {
                if (!ignored.ignores(labels[i])) {
                    right += Ranks.ahead(batch, axis, i, labels[i]) == 0 ? 1 : 0;
                    total++;
                }
            }
        } else {
            int[] predictions = batch.ints(0);
            for (int i = 0; i < size; i++) {
                if (!ignored.ignores(labels[i])) {
                    right += predictions[i] == labels[i] ? 1 : 0;
                    total++;
                }
            }
        }
    }

    /** How many samples have been counted. */
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
        return ignored.setting("");
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
    protected void include(Accuracy other) {
        requireSame("ignored label", ignored, other.ignored);
        right += other.right;
        total += other.total;
    }

    @Override
    public void state(State state) {
        state.setting("ignored", ignored.toString());
        right = state.number("right", right);
        total = state.number("total", total);
    }
}

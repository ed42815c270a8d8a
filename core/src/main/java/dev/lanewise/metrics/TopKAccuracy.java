package dev.lanewise.metrics;

import dev.lanewise.state.State;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Tensor;

/**
 * Share of samples whose class is among the k largest logits ({@index top_k_accuracy_score}). Of equal logits those of
 * the lowest classes count as larger, and NaN as larger than all, which is the order of {@code Sorting.topk}.
 */
public final class TopKAccuracy extends Metric<TopKAccuracy> {
    private final int k;
    private long right;
    private long total;

    /**
     * A metric without samples.
     *
     * @throws IllegalArgumentException if {@code k} is less than 1
     */
    public TopKAccuracy(int k) {
        if (k < 1) {
            throw new IllegalArgumentException("TopKAccuracy: k " + k + " is less than 1");
        }
        this.k = k;
    }

    /**
     * Adds a batch of logits (or probabilities) and labels. <b>Shape</b>: {@code [N, C], [N]}, or {@code [C], []}, or,
     * with a label for each place, {@code [N, C, d...], [N, d...]}.
     *
     * @throws IllegalArgumentException if one is null, for other shapes, for less than k classes or a single one, and
     *     for a label that is not a class
     */
    public void add(Tensor logits, IntTensor labels) {
        Checks.ofSeveralClasses("TopKAccuracy", "BinaryAccuracy takes one logit a sample", logits, labels);
        if (logits.dim(ClassAxis.number(logits.shape())) < k) {
            throw new IllegalArgumentException(
                    "TopKAccuracy: logits " + logits.shape() + " have less than " + k + " classes");
        }
        observe(logits, labels);
    }

    @Override
    protected void count(Operands batch) {
        int[] labels = batch.ints(1);
        int size = batch.size(1);
        ClassAxis axis = ClassAxis.of(batch.shape(0));
        Checks.classes("TopKAccuracy", "label", batch, 1, axis.classes());
        for (int i = 0; i < size; i++) {
            right += Ranks.ahead(batch, axis, i, labels[i]) < k ? 1 : 0;
        }
        total += size;
    }

    /** How many of the largest logits are looked at. */
    public int k() {
        return k;
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
        return "k=" + k;
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
    protected void include(TopKAccuracy other) {
        requireSame("k", k, other.k);
        right += other.right;
        total += other.total;
    }

    @Override
    public void state(State state) {
        state.setting("k", k);
        right = state.number("right", right);
        total = state.number("total", total);
    }
}

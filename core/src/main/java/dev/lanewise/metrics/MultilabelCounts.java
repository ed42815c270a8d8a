package dev.lanewise.metrics;

import dev.lanewise.state.State;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;

/**
 * Precision, recall and F of each label, where a sample has any number of labels at once, from one score for each
 * label: present where the score is above the threshold. A number of one label is NaN where it is undefined, and
 * averages are scikit-learn's, see {@link Averaging}; all are NaN before the first sample.
 */
public final class MultilabelCounts extends Metric<MultilabelCounts> {
    private final int labels;
    private final float threshold;
    private final long[] hits;
    private final long[] predicted;
    private final long[] actual;
    private long samples;

    /**
     * For logits: those above 0, whose probability is above 1/2.
     *
     * @throws IllegalArgumentException if there are no labels
     */
    public MultilabelCounts(int labels) {
        this(labels, 0);
    }

    /**
     * For scores of any kind.
     *
     * @param labels how many there are
     * @param threshold above which a label is predicted: for example 0.5 for probabilities
     * @throws IllegalArgumentException if there are no labels, or the threshold is NaN
     */
    public MultilabelCounts(int labels, double threshold) {
        this.labels = Checks.positive("MultilabelCounts", labels, "labels");
        this.threshold = Checks.threshold("MultilabelCounts", threshold);
        this.hits = new long[labels];
        this.predicted = new long[labels];
        this.actual = new long[labels];
    }

    /**
     * Adds a batch of scores and targets, both {@code [N, L]}.
     *
     * @throws IllegalArgumentException if one is null, for other shapes, for a target that is neither 0 nor 1, and for
     *     a score that is NaN
     */
    public void add(Tensor scores, Tensor targets) {
        Checks.sameShape("MultilabelCounts", "scores", scores, "targets", targets);
        if (scores.rank() != 2 || scores.dim(1) != labels) {
            throw new IllegalArgumentException(
                    "MultilabelCounts: scores " + scores.shape() + ": expected [N, " + labels + "]");
        }
        observe(scores, targets);
    }

    @Override
    protected void count(Operands batch) {
        Checks.numbers("MultilabelCounts", "score", batch, 0);
        Checks.zeroOrOne("MultilabelCounts", batch, 1);
        for (int i = 0; i < batch.size(0); i++) {
            int label = i % labels;
            boolean present = batch.data(1)[batch.offset(1) + i] == 1;
            boolean found = batch.data(0)[batch.offset(0) + i] > threshold;
            actual[label] += present ? 1 : 0;
            predicted[label] += found ? 1 : 0;
            hits[label] += present && found ? 1 : 0;
        }
        samples += batch.dims(0)[0];
    }

    /** Number of labels. */
    public int labels() {
        return labels;
    }

    /** How many samples have been added. */
    public long total() {
        requireBetweenRuns("total");
        return samples;
    }

    /** Share of the samples predicted to have a label that have it; NaN if there are none. */
    public double precision(int label) {
        requireBetweenRuns("precision");
        return scores().precision(requireLabel(label));
    }

    /** The precision of all labels as one number ({@index precision_score}). */
    public double precision(Averaging averaging) {
        return average("precision", averaging, ClassScores::precision);
    }

    /** Share of the samples with a label that are predicted to have it; NaN if there are none. */
    public double recall(int label) {
        requireBetweenRuns("recall");
        return scores().recall(requireLabel(label));
    }

    /** The recall of all labels as one number ({@index recall_score}). */
    public double recall(Averaging averaging) {
        return average("recall", averaging, ClassScores::recall);
    }

    /** The harmonic mean of a label's precision and recall; NaN if it is neither predicted nor there. */
    public double f1(int label) {
        return fBeta(label, 1);
    }

    /** F1 of all labels as one number ({@index f1_score}). */
    public double f1(Averaging averaging) {
        return fBeta(averaging, 1);
    }

    /**
     * As {@link #f1(int)} with recall weighing {@code beta} squared times as much as precision: 0 for a label that is
     * predicted and not there, where recall is undefined; with beta 0 it is the precision.
     *
     * @throws IllegalArgumentException if beta is negative or not finite
     */
    public double fBeta(int label, double beta) {
        requireBetweenRuns("fBeta");
        return scores().fBeta(requireLabel(label), ClassScores.beta("MultilabelCounts", beta));
    }

    /**
     * The F of {@link #fBeta(int, double)} of all labels as one number ({@index fbeta_score}).
     *
     * @throws IllegalArgumentException as there
     */
    public double fBeta(Averaging averaging, double beta) {
        ClassScores.beta("MultilabelCounts", beta);
        return average("fBeta", averaging, (scores, label) -> scores.fBeta(label, beta));
    }

    private double average(String method, Averaging averaging, ClassScores.Score score) {
        requireBetweenRuns(method);
        double average = scores().average("MultilabelCounts", averaging, score);
        return samples == 0 ? Double.NaN : average;
    }

    private ClassScores scores() {
        return new ClassScores(hits, predicted, actual);
    }

    private int requireLabel(int label) {
        if (label < 0 || label >= labels) {
            throw new IndexOutOfBoundsException("MultilabelCounts: " + label + " is not one of " + labels + " labels");
        }
        return label;
    }

    @Override
    protected String settings() {
        return "labels=" + labels + ", threshold=" + threshold;
    }

    @Override
    protected String summary() {
        return "total=" + samples + ", f1="
                + f1(Averaging.MICRO);
    }

    @Override
    protected void clear() {
        Arrays.fill(hits, 0);
        Arrays.fill(predicted, 0);
        Arrays.fill(actual, 0);
        samples = 0;
    }

    @Override
    protected void include(MultilabelCounts other) {
        requireSame("labels", labels, other.labels);
        requireSame("threshold", threshold, other.threshold);
        Arrays.setAll(hits, i -> hits[i] + other.hits[i]);
        Arrays.setAll(predicted, i -> predicted[i] + other.predicted[i]);
        Arrays.setAll(actual, i -> actual[i] + other.actual[i]);
        samples += other.samples;
    }

    @Override
    public void state(State state) {
        state.setting("labels", labels);
        state.setting("threshold", threshold);
        samples = state.number("samples", samples);
        Checks.keep("MultilabelCounts", state, "hits", hits);
        Checks.keep("MultilabelCounts", state, "predicted", predicted);
        Checks.keep("MultilabelCounts", state, "actual", actual);
    }
}

package dev.lanewise.metrics;

import dev.lanewise.state.State;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;

/**
 * Counts true and false positives and negatives between two classes, and tells precision, recall and F of class 1, from
 * one score per sample: class 1 is predicted where the score is above the threshold. A number is NaN where it is
 * undefined. {@link BinaryCurves} tells them for all thresholds at once.
 */
public final class BinaryCounts extends Metric<BinaryCounts> {
    private final float threshold;

    /** True negatives, false positives, false negatives, true positives: by target, and then by prediction. */
    private final long[] counts = new long[4];

    /** For logits: those above 0, whose probability is above 1/2. */
    public BinaryCounts() {
        this(0);
    }

    /**
     * For scores of any kind.
     *
     * @param threshold above which class 1 is predicted: for example 0.5 for probabilities
     * @throws IllegalArgumentException if it is NaN
     */
    public BinaryCounts(double threshold) {
        this.threshold = Checks.threshold("BinaryCounts", threshold);
    }

    /**
     * Adds a batch of scores with targets of the same shape.
     *
     * @throws IllegalArgumentException if one is null, the shapes differ, a target is neither 0 nor 1, or a score is
     *     NaN
     */
    public void add(Tensor scores, Tensor targets) {
        Checks.sameShape("BinaryCounts", "scores", scores, "targets", targets);
        observe(scores, targets);
    }

    /**
     * Adds a batch with class indices. <b>Shape</b>: of one shape, or {@code [N, 1, d...], [N, d...]}.
     *
     * @throws IllegalArgumentException if one is null, for other shapes, if a label is neither 0 nor 1, or a score is
     *     NaN
     */
    public void add(Tensor scores, IntTensor labels) {
        Checks.ofOneClass("BinaryCounts", "scores", scores, labels);
        observe(scores, labels);
    }

    @Override
    protected void count(Operands batch) {
        Checks.numbers("BinaryCounts", "score", batch, 0);
        Checks.zeroOrOne("BinaryCounts", batch, 1);
        for (int i = 0; i < batch.size(0); i++) {
            int predicted = batch.data(0)[batch.offset(0) + i] > threshold ? 1 : 0;
            counts[(Checks.isOne(batch, 1, i) ? 2 : 0) + predicted]++;
        }
    }

    private long counted(String method, int which) {
        requireBetweenRuns(method);
        return counts[which];
    }

    /** How many samples of class 0 were predicted as such. */
    public long trueNegatives() {
        return counted("trueNegatives", 0);
    }

    /** How many samples of class 0 were predicted as class 1. */
    public long falsePositives() {
        return counted("falsePositives", 1);
    }

    /** How many samples of class 1 were predicted as class 0. */
    public long falseNegatives() {
        return counted("falseNegatives", 2);
    }

    /** How many samples of class 1 were predicted as such. */
    public long truePositives() {
        return counted("truePositives", 3);
    }

    /** How many samples have been added. */
    public long total() {
        requireBetweenRuns("total");
        return ClassScores.sum(counts);
    }

    /** Share of correct predictions ({@index accuracy_score}); NaN before the first sample. */
    public double accuracy() {
        requireBetweenRuns("accuracy");
        return ClassScores.ratio(counts[0] + counts[3], ClassScores.sum(counts));
    }

    /** Share of what was predicted as class 1 that belongs to it ({@index precision_score}); NaN if nothing was. */
    public double precision() {
        requireBetweenRuns("precision");
        return scores().precision(0);
    }

    /** Share of class 1 that was predicted as such ({@index recall_score}); NaN if it has no samples. */
    public double recall() {
        requireBetweenRuns("recall");
        return scores().recall(0);
    }

    /** Share of class 0 that was predicted as such; NaN if it has no samples. */
    public double specificity() {
        requireBetweenRuns("specificity");
        return ClassScores.ratio(counts[0], counts[0] + counts[1]);
    }

    /** The harmonic mean of precision and recall ({@index f1_score}); NaN if class 1 is neither predicted nor there. */
    public double f1() {
        return fBeta(1);
    }

    /**
     * As {@link #f1()} with recall weighing {@code beta} squared times as much as precision ({@index fbeta_score}),
     * which tends to recall as beta grows: 0 if class 1 is predicted and not there, where recall is undefined; with
     * beta 0 it is the precision.
     *
     * @throws IllegalArgumentException if beta is negative or not finite
     */
    public double fBeta(double beta) {
        requireBetweenRuns("fBeta");
        return scores().fBeta(0, ClassScores.beta("BinaryCounts", beta));
    }

    private ClassScores scores() {
        return new ClassScores(new long[] {counts[3]}, new long[] {counts[1] + counts[3]},
                new long[] {counts[2] + counts[3]});
    }

    @Override
    protected String settings() {
        return "threshold=" + threshold;
    }

    @Override
    protected String summary() {
        return "trueNegatives=" + counts[0] + ", falsePositives=" + counts[1]
                + ", falseNegatives=" + counts[2] + ", truePositives=" + counts[3];
    }

    @Override
    protected void clear() {
        Arrays.fill(counts, 0);
    }

    @Override
    protected void include(BinaryCounts other) {
        requireSame("threshold", threshold, other.threshold);
        Arrays.setAll(counts, i -> counts[i] + other.counts[i]);
    }

    @Override
    public void state(State state) {
        state.setting("threshold", threshold);
        Checks.keep("BinaryCounts", state, "counts", counts);
    }
}

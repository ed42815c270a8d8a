package dev.lanewise.metrics;

import dev.lanewise.state.State;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keeps the scores of samples of two classes, and tells what each threshold would give: the receiver operating
 * characteristic, the curve of precision and recall, and the areas under them. Numbers are exact, with equal scores at
 * one threshold, and take 8 bytes a sample; the order in which samples were added does not matter.
 */
public final class BinaryCurves extends Metric<BinaryCurves> {
    /**
     * Rates where class 1 is predicted for scores of at least a threshold.
     *
     * @param threshold a score; infinity for the first point, where class 1 is never predicted
     * @param falsePositiveRate share of class 0 that is predicted as class 1; NaN without samples of class 0
     * @param truePositiveRate share of class 1 that is predicted as such; NaN without samples of class 1
     */
    public record RocPoint(double threshold, double falsePositiveRate, double truePositiveRate) {}

    /**
     * Precision and recall where class 1 is predicted for scores of at least a threshold.
     *
     * @param threshold a score; infinity for the last point, where class 1 is never predicted, and precision is 1
     * @param precision share of what is predicted as class 1 that belongs to it
     * @param recall share of class 1 that is predicted as such; 1 without samples of class 1
     */
    public record PrecisionRecallPoint(double threshold, double precision, double recall) {}

    /** Java's arrays end a few elements before the largest int. */
    private static final int MOST = Integer.MAX_VALUE - 8;

    private static final int FIRST = 1024;

    /** Bits of the scores, as state has them. */
    private int[] scores = new int[0];

    private int[] labels = new int[0];
    private int size;

    public BinaryCurves() {}

    /**
     * Adds a batch of scores (probabilities or logits, larger for class 1) with targets of the same shape.
     *
     * @throws IllegalArgumentException if one is null, the shapes differ, a target is neither 0 nor 1, or a score is
     *     not finite
     */
    public void add(Tensor scores, Tensor targets) {
        Checks.sameShape("BinaryCurves", "scores", scores, "targets", targets);
        observe(scores, targets);
    }

    /**
     * Adds a batch with class indices. <b>Shape</b>: of one shape, or {@code [N, 1, d...], [N, d...]}.
     *
     * @throws IllegalArgumentException if one is null, for other shapes, if a label is neither 0 nor 1, or a score is
     *     not finite
     */
    public void add(Tensor scores, IntTensor labels) {
        Checks.ofOneClass("BinaryCurves", "scores", scores, labels);
        observe(scores, labels);
    }

    @Override
    protected void count(Operands batch) {
        Checks.finite("BinaryCurves", "score", batch, 0);
        Checks.zeroOrOne("BinaryCurves", batch, 1);
        reserve(batch.size(0));
        for (int i = 0; i < batch.size(0); i++) {
            scores[size + i] = Float.floatToRawIntBits(batch.data(0)[batch.offset(0) + i]);
            labels[size + i] = Checks.isOne(batch, 1, i) ? 1 : 0;
        }
        size += batch.size(0);
    }

    private void reserve(int more) {
        if (more > MOST - size) {
            throw new IllegalStateException(
                    "BinaryCurves: " + size + " samples and " + more + " more do not fit an array");
        }
        if (more > scores.length - size) {
            int capacity = (int) Math.min(MOST, Math.max(size + more, Math.max(FIRST, 2L * scores.length)));
            scores = Arrays.copyOf(scores, capacity);
            labels = Arrays.copyOf(labels, capacity);
        }
    }

    /** How many samples have been added. */
    public long total() {
        requireBetweenRuns("total");
        return size;
    }

    /**
     * The receiver operating characteristic ({@index roc_curve}): a point for each different score, from the highest
     * threshold to the lowest. Empty before the first sample.
     */
    public List<RocPoint> roc() {
        requireBetweenRuns("roc");
        Steps steps = steps();
        List<RocPoint> points = new ArrayList<>(steps.count + 1);
        for (int i = 0; size > 0 && i <= steps.count; i++) {
            points.add(new RocPoint(i == 0 ? Double.POSITIVE_INFINITY : steps.thresholds[i],
                    ClassScores.ratio(steps.wrong[i], steps.allWrong()),
                    ClassScores.ratio(steps.right[i], steps.allRight())));
        }
        return points;
    }

    /**
     * The area under the receiver operating characteristic ({@index roc_auc_score}): the share of pairs of a sample of
     * each class that the scores put in order, ties counting one half. NaN if a class has no samples.
     */
    public double rocArea() {
        requireBetweenRuns("rocArea");
        Steps steps = steps();
        double area = 0; // twice the number of pairs
        for (int i = 1; i <= steps.count; i++) {
            area += (double) (steps.wrong[i] - steps.wrong[i - 1]) * ((double) steps.right[i] + steps.right[i - 1]);
        }
        double pairs = (double) steps.allWrong() * steps.allRight();
        return pairs == 0 ? Double.NaN : area / 2 / pairs;
    }

    /**
     * Precision and recall ({@index precision_recall_curve}): a point for each different score, from the lowest
     * threshold to the highest, and one above. Empty before the first sample.
     */
    public List<PrecisionRecallPoint> precisionRecall() {
        requireBetweenRuns("precisionRecall");
        Steps steps = steps();
        List<PrecisionRecallPoint> points = new ArrayList<>(steps.count + 1);
        for (int i = steps.count; size > 0 && i > 0; i--) {
            points.add(new PrecisionRecallPoint(steps.thresholds[i], steps.precision(i), steps.recall(i)));
        }
        if (size > 0) {
            points.add(new PrecisionRecallPoint(Double.POSITIVE_INFINITY, 1, 0));
        }
        return points;
    }

    /**
     * The mean precision, weighted by how much recall grows from one threshold to the next
     * ({@index average_precision_score}); 0 if class 1 has no samples, and NaN before the first sample.
     */
    public double averagePrecision() {
        requireBetweenRuns("averagePrecision");
        Steps steps = steps();
        double sum = 0;
        for (int i = 1; i <= steps.count; i++) {
            sum += (steps.right[i] - steps.right[i - 1]) * steps.precision(i);
        }
        return size == 0 ? Double.NaN : steps.allRight() == 0 ? 0 : sum / steps.allRight();
    }

    /**
     * The area under the curve of precision and recall by trapezoids, which is too kind between points that lie far
     * apart: {@link #averagePrecision} is preferred. NaN before the first sample.
     */
    public double precisionRecallArea() {
        requireBetweenRuns("precisionRecallArea");
        Steps steps = steps();
        double area = 0;
        double recall = 0;
        double precision = 1;
        for (int i = 1; i <= steps.count; i++) {
            area += (steps.recall(i) - recall) * (steps.precision(i) + precision) / 2;
            recall = steps.recall(i);
            precision = steps.precision(i);
        }
        return size == 0 ? Double.NaN : area;
    }

    /** How many samples of each class have at least the score of each threshold, thresholds descending from index 1. */
    private static final class Steps {
        private final double[] thresholds;
        private final int[] wrong;
        private final int[] right;
        private int count;

        Steps(int most) {
            thresholds = new double[most + 1];
            wrong = new int[most + 1];
            right = new int[most + 1];
        }

        int allWrong() {
            return wrong[count];
        }

        int allRight() {
            return right[count];
        }

        double precision(int i) {
            return ClassScores.ratio(right[i], (long) right[i] + wrong[i]);
        }

        double recall(int i) {
            return allRight() == 0 ? 1 : (double) right[i] / allRight();
        }
    }

    private Steps steps() {
        long[] order = new long[size];
        for (int i = 0; i < size; i++) {
            order[i] = (long) ascending(Float.intBitsToFloat(scores[i])) << 1 | labels[i];
        }
        Arrays.sort(order);
        Steps steps = new Steps(different(order));
        for (int i = size - 1; i >= 0; i--) {
            if (i == size - 1 || order[i] >> 1 != order[i + 1] >> 1) {
                steps.count++;
                steps.thresholds[steps.count] = score((int) (order[i] >> 1));
                steps.wrong[steps.count] = steps.wrong[steps.count - 1];
                steps.right[steps.count] = steps.right[steps.count - 1];
            }
            if ((order[i] & 1) == 1) {
                steps.right[steps.count]++;
            } else {
                steps.wrong[steps.count]++;
            }
        }
        return steps;
    }

    private static int different(long... order) {
        int different = 0;
        for (int i = 0; i < order.length; i++) {
            different += i == 0 || order[i] >> 1 != order[i - 1] >> 1 ? 1 : 0;
        }
        return different;
    }

    /** An int that is larger for a larger score; the zeros are one. */
    private static int ascending(float score) {
        int bits = Float.floatToRawIntBits(score + 0f);
        return bits ^ (bits >> 31 & Integer.MAX_VALUE);
    }

    private static float score(int ascending) {
        return Float.intBitsToFloat(ascending ^ (ascending >> 31 & Integer.MAX_VALUE));
    }

    @Override
    protected String summary() {
        return "total=" + size;
    }

    @Override
    protected void clear() {
        scores = new int[0];
        labels = new int[0];
        size = 0;
    }

    @Override
    protected void include(BinaryCurves other) {
        reserve(other.size);
        System.arraycopy(other.scores, 0, scores, size, other.size);
        System.arraycopy(other.labels, 0, labels, size, other.size);
        size += other.size;
    }

    @Override
    public void state(State state) {
        int[] loadedScores = state.ints("scores", Arrays.copyOf(scores, size));
        int[] loadedLabels = state.ints("labels", Arrays.copyOf(labels, size));
        if (loadedScores.length != loadedLabels.length) {
            throw new IllegalArgumentException("BinaryCurves: the state has " + loadedScores.length + " scores and "
                    + loadedLabels.length + " labels");
        }
        for (int i = 0; i < loadedLabels.length; i++) {
            if (loadedLabels[i] < 0 || loadedLabels[i] > 1 || !Float.isFinite(Float.intBitsToFloat(loadedScores[i]))) {
                throw new IllegalArgumentException("BinaryCurves: the state has label " + loadedLabels[i]
                        + " and score " + Float.intBitsToFloat(loadedScores[i]) + " for sample " + i);
            }
        }
        scores = loadedScores;
        labels = loadedLabels;
        size = scores.length;
    }
}

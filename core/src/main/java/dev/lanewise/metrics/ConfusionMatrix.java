package dev.lanewise.metrics;

import dev.lanewise.state.State;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.Arrays;

/**
 * Counts how often each class was predicted as each other ({@index confusion_matrix}), and tells what follows from
 * that: accuracy, precision, recall, F, kappa and Matthews' coefficient.
 *
 * <p>A number of one class is NaN where it is undefined. Averages are scikit-learn's: {@link Averaging} says what
 * counts there, and a class that occurs neither among labels nor among predictions is left out. All numbers are NaN
 * before the first sample.
 */
public final class ConfusionMatrix extends Metric<ConfusionMatrix> {
    private final int classes;
    private final IgnoredLabel ignored;
    private final long[][] counts;
    private long total;

    /** Of so many classes; counts every label. */
    public ConfusionMatrix(int classes) {
        this(classes, IgnoredLabel.NONE);
    }

    /**
     * Of so many classes; leaves out a label ({@index ignore_index}).
     *
     * @param ignored the label of what is not counted, such as padding; it need not be a class
     */
    public ConfusionMatrix(int classes, int ignored) {
        this(classes, IgnoredLabel.of(ignored));
    }

    private ConfusionMatrix(int classes, IgnoredLabel ignored) {
        this.ignored = ignored;
        this.classes = Checks.positive("ConfusionMatrix", classes, "classes");
        this.counts = new long[classes][classes];
    }

    /**
     * Adds a batch: the class of the largest logit (or probability) is the prediction, as {@code argmax} has it.
     * <b>Shape</b>: {@code [N, C], [N]}, or {@code [C], []}, or, with a label for each place, {@code [N, C, d...], [N,
     * d...]}.
     *
     * @throws IllegalArgumentException if one is null, for other shapes, for a single class, which every prediction
     *     would be, for more than there are, and for a label that is neither a class nor ignored
     */
    public void add(Tensor logits, IntTensor labels) {
        Checks.ofSeveralClasses("ConfusionMatrix", "add the classes instead", logits, labels);
        int axis = ClassAxis.number(logits.shape());
        if (logits.dim(axis) > classes) {
            throw new IllegalArgumentException(
                    "ConfusionMatrix: logits " + logits.shape() + " have " + logits.dim(axis) + " classes at axis "
                            + axis + ", more than " + classes);
        }
        add(logits.argmax(axis), labels);
    }

    /**
     * Adds a batch of predicted and true classes of one shape.
     *
     * @throws IllegalArgumentException if one is null, the shapes differ or one is neither a class nor ignored
     */
    public void add(IntTensor predictions, IntTensor labels) {
        Checks.sameShape("ConfusionMatrix", "predictions", predictions, "labels", labels);
        observe(predictions, labels);
    }

    @Override
    protected void count(Operands batch) {
        int[] predicted = batch.ints(0);
        int[] actual = batch.ints(1);
        int size = batch.size(1);
        Checks.classes("ConfusionMatrix", "prediction", batch, 0, classes);
        ignored.requireClasses("ConfusionMatrix", batch, classes);
        for (int i = 0; i < size; i++) {
            if (!ignored.ignores(actual[i])) {
                counts[actual[i]][predicted[i]]++;
                total++;
            }
        }
    }

    private int requireClass(int value) {
        if (value < 0 || value >= classes) {
            throw new IndexOutOfBoundsException("ConfusionMatrix: " + value + " is not one of " + classes + " classes");
        }
        return value;
    }

    /** Number of classes. */
    public int classes() {
        return classes;
    }

    /** How many samples have been counted. */
    public long total() {
        requireBetweenRuns("total");
        return total;
    }

    /** How many samples of class {@code actual} were predicted as {@code predicted}. */
    public long count(int actual, int predicted) {
        requireBetweenRuns("count");
        return counts[requireClass(actual)][requireClass(predicted)];
    }

    /** The counts, a row for each true class and a column for each predicted one. */
    public long[][] counts() {
        requireBetweenRuns("counts");
        return Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
    }

    /** Each row's counts as shares of its sum; 0 in the row of a class without samples. */
    public double[][] normalized() {
        requireBetweenRuns("normalized");
        return Arrays.stream(counts).map(row -> Arrays.stream(row)
                .mapToDouble(count -> ClassScores.orZero(ClassScores.ratio(count, ClassScores.sum(row)))).toArray())
                .toArray(double[][]::new);
    }

    /** Share of correct predictions; NaN before the first sample. */
    public double accuracy() {
        requireBetweenRuns("accuracy");
        return ClassScores.ratio(ClassScores.sum(hits()), total);
    }

    /** Share of what was predicted as a class that belongs to it; NaN if nothing was. */
    public double precision(int predicted) {
        requireBetweenRuns("precision");
        return scores(predicted).precision(0);
    }

    /** The precision of all classes as one number ({@index precision_score}). */
    public double precision(Averaging averaging) {
        return average("precision", averaging, ClassScores::precision);
    }

    /** Share of a class's samples that were recognised; NaN if there were none. */
    public double recall(int actual) {
        requireBetweenRuns("recall");
        return scores(actual).recall(0);
    }

    /** The recall of all classes as one number ({@index recall_score}). */
    public double recall(Averaging averaging) {
        return average("recall", averaging, ClassScores::recall);
    }

    /** The harmonic mean of a class's precision and recall; NaN if it is neither predicted nor there. */
    public double f1(int c) {
        return fBeta(c, 1);
    }

    /** F1 of all classes as one number ({@index f1_score}). */
    public double f1(Averaging averaging) {
        return fBeta(averaging, 1);
    }

    /**
     * As {@link #f1(int)} with recall weighing {@code beta} squared times as much as precision: 0 for a class that is
     * predicted and not there, where recall is undefined; with beta 0 it is the precision.
     *
     * @throws IllegalArgumentException if beta is negative or not finite
     */
    public double fBeta(int c, double beta) {
        requireBetweenRuns("fBeta");
        return scores(c).fBeta(0, ClassScores.beta("ConfusionMatrix", beta));
    }

    /**
     * The F of {@link #fBeta(int, double)} of all classes as one number ({@index fbeta_score}).
     *
     * @throws IllegalArgumentException as there
     */
    public double fBeta(Averaging averaging, double beta) {
        ClassScores.beta("ConfusionMatrix", beta);
        return average("fBeta", averaging, (scores, c) -> scores.fBeta(c, beta));
    }

    /** The mean recall of the classes that have samples ({@index balanced_accuracy_score}). */
    public double balancedAccuracy() {
        requireBetweenRuns("balancedAccuracy");
        ClassScores scores = scores();
        double sum = 0;
        int with = 0;
        for (int c = 0; c < classes; c++) {
            if (scores.actual()[c] > 0) {
                sum += scores.recall(c);
                with++;
            }
        }
        return with == 0 ? Double.NaN : sum / with;
    }

    /**
     * Cohen's kappa: how much more often labels and predictions agree than by chance, as a share of the most that is
     * possible ({@index cohen_kappa_score}). NaN if they are all of one class.
     */
    public double cohensKappa() {
        return kappa((actual, predicted) -> actual == predicted ? 0 : 1);
    }

    /**
     * Cohen's kappa for classes that are in order, such as grades: a disagreement weighs more the further they are
     * apart, whether or not those between them occur. NaN if all are of one class.
     */
    public double cohensKappa(KappaWeights weights) {
        return kappa(Required.nonNull("ConfusionMatrix: the weighting of kappa", weights)::of);
    }

    /** What a disagreement weighs. */
    @FunctionalInterface
    private interface Weight {
        double of(int actual, int predicted);
    }

    private double kappa(Weight weight) {
        requireBetweenRuns("cohensKappa");
        ClassScores scores = scores();
        double found = 0;
        double expected = 0;
        for (int actual = 0; actual < classes; actual++) {
            for (int predicted = 0; predicted < classes; predicted++) {
                double w = weight.of(actual, predicted);
                found += w * counts[actual][predicted];
                expected += w * scores.actual()[actual] * scores.predicted()[predicted];
            }
        }
        return expected == 0 ? Double.NaN : 1 - found / (expected / total);
    }

    /**
     * Matthews' coefficient, the correlation of labels and predictions ({@index matthews_corrcoef}); 0 if one of them
     * is always the same class.
     */
    public double matthews() {
        requireBetweenRuns("matthews");
        ClassScores scores = scores();
        double all = total;
        double both = 0;
        double labels = 0;
        double predictions = 0;
        for (int c = 0; c < classes; c++) {
            double actual = scores.actual()[c];
            double predicted = scores.predicted()[c];
            both += scores.hits()[c] * all - actual * predicted;
            labels += actual * (all - actual);
            predictions += predicted * (all - predicted);
        }
        if (total == 0) {
            return Double.NaN;
        }
        return labels == 0 || predictions == 0 ? 0 : both / (Math.sqrt(labels) * Math.sqrt(predictions));
    }

    private double average(String method, Averaging averaging, ClassScores.Score score) {
        requireBetweenRuns(method);
        double average = occurring().average("ConfusionMatrix", averaging, score);
        return total == 0 ? Double.NaN : average;
    }

    /** Those of one class alone. */
    private ClassScores scores(int c) {
        long[] row = counts[requireClass(c)];
        long predicted = Arrays.stream(counts).mapToLong(other -> other[c]).sum();
        return new ClassScores(new long[] {row[c]}, new long[] {predicted}, new long[] {ClassScores.sum(row)});
    }

    private ClassScores scores() {
        long[] predicted = new long[classes];
        for (long[] row : counts) {
            Arrays.setAll(predicted, c -> predicted[c] + row[c]);
        }
        return new ClassScores(hits(), predicted, Arrays.stream(counts).mapToLong(ClassScores::sum).toArray());
    }

    private long[] hits() {
        long[] hits = new long[classes];
        Arrays.setAll(hits, c -> counts[c][c]);
        return hits;
    }

    /** The classes that occur among labels or predictions. */
    private ClassScores occurring() {
        ClassScores all = scores();
        int[] occurring = new int[classes];
        int found = 0;
        for (int c = 0; c < classes; c++) {
            if (all.predicted()[c] + all.actual()[c] > 0) {
                occurring[found++] = c;
            }
        }
        int[] chosen = Arrays.copyOf(occurring, found);
        return new ClassScores(of(all.hits(), chosen), of(all.predicted(), chosen), of(all.actual(), chosen));
    }

    private static long[] of(long[] numbers, int... chosen) {
        return Arrays.stream(chosen).mapToLong(c -> numbers[c]).toArray();
    }

    @Override
    protected void clear() {
        for (long[] row : counts) {
            Arrays.fill(row, 0);
        }
        total = 0;
    }

    @Override
    protected void include(ConfusionMatrix other) {
        requireSame("classes", classes, other.classes);
        requireSame("ignored label", ignored, other.ignored);
        for (int c = 0; c < classes; c++) {
            long[] row = other.counts[c];
            long[] own = counts[c];
            Arrays.setAll(own, i -> own[i] + row[i]);
        }
        total += other.total;
    }

    @Override
    public void state(State state) {
        state.setting("classes", classes);
        state.setting("ignored", ignored.toString());
        total = state.number("total", total);
        for (int actual = 0; actual < classes; actual++) {
            Checks.keep("ConfusionMatrix", state, "class " + actual, counts[actual]);
        }
    }

    @Override
    protected String settings() {
        return "classes=" + classes + ignored.setting(", ");
    }

    @Override
    protected String summary() {
        return "total=" + total + ", accuracy=" + accuracy();
    }

    /**
     * The counts as a table, a line for each true class and a column for each predicted one; of at most 20 classes, and
     * not within a computation that is being captured.
     */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(super.toString());
        if (classes > MOST_SHOWN || Recorder.isListening()) {
            return text.toString();
        }
        long largest = Arrays.stream(counts).flatMapToLong(Arrays::stream).max().orElse(0);
        int width = Math.max(Long.toString(largest).length(), Integer.toString(classes - 1).length()) + 2;
        text.append(": predicted in columns\n").append(" ".repeat(width));
        for (int c = 0; c < classes; c++) {
            text.append(padded(c, width));
        }
        for (int actual = 0; actual < classes; actual++) {
            text.append('\n').append(padded(actual, width));
            for (long count : counts[actual]) {
                text.append(padded(count, width));
            }
        }
        return text.toString();
    }

    private static final int MOST_SHOWN = 20;

    private static String padded(long number, int width) {
        String digits = Long.toString(number);
        return " ".repeat(width - digits.length()) + digits;
    }
}

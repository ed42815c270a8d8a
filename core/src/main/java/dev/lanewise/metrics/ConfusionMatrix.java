package dev.lanewise.metrics;

import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/** Counts how often each class was predicted as each other; accuracy is the share on the diagonal. */
public final class ConfusionMatrix implements Stateful {
    private final int classes;
    private final long[][] counts;
    private long total;

    public ConfusionMatrix(int classes) {
        if (classes <= 0) {
            throw new IllegalArgumentException("ConfusionMatrix: " + classes + " classes");
        }
        this.classes = classes;
        this.counts = new long[classes][classes];
    }

    /**
     * Adds a batch: the largest of each row of logits (or probabilities) {@code [N, C]} is the prediction.
     *
     * @throws IllegalArgumentException if one is null, for other shapes, for a single column, whose largest element is
     *     always class 0, and for a label that is not a class
     */
    public void add(Tensor logits, IntTensor labels) {
        Required.nonNull("ConfusionMatrix: the tensor of logits", logits);
        Required.nonNull("ConfusionMatrix: the tensor of labels", labels);
        if (logits.rank() == 0) {
            throw new IllegalArgumentException("ConfusionMatrix: logits [] have no classes");
        }
        if (logits.dim(-1) == 1) {
            throw new IllegalArgumentException("ConfusionMatrix: logits " + logits.shape()
                    + " have one column, so every prediction would be class 0; add the classes instead");
        }
        add(logits.argmax(-1), labels);
    }

    /**
     * Adds a batch of predicted and true classes, both {@code [N]}.
     *
     * @throws IllegalArgumentException if one is null, they differ in number or one is not a class
     */
    public void add(IntTensor predictions, IntTensor labels) {
        Required.nonNull("ConfusionMatrix: the tensor of predictions", predictions);
        Required.nonNull("ConfusionMatrix: the tensor of labels", labels);
        if (!predictions.shape().equals(labels.shape())) {
            throw new IllegalArgumentException(
                    "ConfusionMatrix: " + predictions.shape() + " predictions for " + labels.shape() + " labels");
        }
        int[] predicted = predictions.toArray();
        int[] actual = labels.toArray();
        for (int i = 0; i < predicted.length; i++) {
            check(predicted[i], "prediction", i);
            check(actual[i], "label", i);
        }
        for (int i = 0; i < predicted.length; i++) {
            counts[actual[i]][predicted[i]]++;
            total++;
        }
    }

    private void check(int value, String what, int i) {
        if (value < 0 || value >= classes) {
            throw new IllegalArgumentException(
                    "ConfusionMatrix: " + what + " " + value + " of sample " + i + " is not one of " + classes
                            + " classes");
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

    /** How many samples have been added. */
    public long total() {
        return total;
    }

    /** How many samples of class {@code actual} were predicted as {@code predicted}. */
    public long count(int actual, int predicted) {
        return counts[requireClass(actual)][requireClass(predicted)];
    }

    /** Share of correct predictions; NaN before the first sample. */
    public double accuracy() {
        long right = 0;
        for (int i = 0; i < classes; i++) {
            right += counts[i][i];
        }
        return total == 0 ? Double.NaN : (double) right / total;
    }

    /** Share of a class's samples that were recognised; NaN if there were none. */
    public double recall(int actual) {
        long all = 0;
        for (long count : counts[requireClass(actual)]) {
            all += count;
        }
        return all == 0 ? Double.NaN : (double) counts[actual][actual] / all;
    }

    @Override
    public void state(State state) {
        state.setting("classes", classes);
        total = state.number("total", total);
        for (int actual = 0; actual < classes; actual++) {
            System.arraycopy(row(state.numbers("class " + actual, counts[actual]), actual), 0, counts[actual], 0,
                    classes);
        }
    }

    private long[] row(long[] row, int actual) {
        if (row.length != classes) {
            throw new IllegalArgumentException("ConfusionMatrix: the state of class " + actual + " has " + row.length
                    + " counts for " + classes + " classes");
        }
        return row;
    }
}

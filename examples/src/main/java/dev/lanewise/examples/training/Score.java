package dev.lanewise.examples.training;

import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * How well a network did on some samples.
 *
 * @param figures the mean loss first, then, where classes are told apart, the share that was recognised
 */
public record Score(SequencedMap<String, Double> figures) {
    private static final String LOSS = "loss";
    private static final String ACCURACY = "accuracy";

    /** A loss alone. */
    static Score of(double loss) {
        SequencedMap<String, Double> figures = new LinkedHashMap<>();
        figures.put(LOSS, loss);
        return new Score(figures);
    }

    /** A loss and an accuracy. */
    static Score of(double loss, double accuracy) {
        Score score = of(loss);
        score.figures.put(ACCURACY, accuracy);
        return score;
    }

    public double loss() {
        return figures.getOrDefault(LOSS, Double.NaN);
    }

    /** The share that was recognised; NaN where there are no classes. */
    public double accuracy() {
        return figures.getOrDefault(ACCURACY, Double.NaN);
    }
}

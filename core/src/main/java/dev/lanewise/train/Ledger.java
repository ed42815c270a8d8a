package dev.lanewise.train;

import dev.lanewise.state.State;
import java.util.LinkedHashMap;
import java.util.Map;

/** How far a training has come: its epochs, steps and time, the sums of the epoch in progress, the history. */
final class Ledger {
    private final History history = new History();
    private final Means means = new Means();
    private Map<String, Float> batchValues = Map.of();
    private int epochs;
    private long steps;
    private double seconds;

    History history() {
        return history;
    }

    int epochs() {
        return epochs;
    }

    long steps() {
        return steps;
    }

    double seconds() {
        return seconds;
    }

    /** The samples of the epoch in progress that have been learned from. */
    long seen() {
        return means.samples();
    }

    /** Values of the last batch. */
    Map<String, Float> batchValues() {
        return batchValues;
    }

    /** Means over the epoch in progress. */
    Map<String, Double> means() {
        return means.values();
    }

    void took(double more) {
        seconds += more;
    }

    /** Counts a batch that was learned from. */
    void learned(Map<String, Float> values, int samples, boolean stepped) {
        batchValues = values;
        values.forEach((name, value) -> means.add(name, value, samples));
        means.counted(samples);
        if (stepped) {
            steps++;
        }
    }

    /** Closes an epoch with its results. */
    void complete(Map<String, Double> results, double took) {
        epochs++;
        history.add(new History.Epoch(epochs, steps, results, took));
        means.reset();
        batchValues = Map.of();
    }

    private void restoreBatch(State state) {
        Map<String, Double> now = new LinkedHashMap<>();
        batchValues.forEach((name, value) -> now.put(name, value.doubleValue()));
        Map<String, Float> then = new LinkedHashMap<>();
        History.parsed(state.text("batch", History.pairs(now)))
                .forEach((name, value) -> then.put(name, value.floatValue()));
        batchValues = then;
    }

    void state(State state) {
        state.part("epoch", means);
        state.part("history", history);
        epochs = (int) state.number("epochs", epochs);
        restoreBatch(state);
        steps = state.number("steps", steps);
        seconds = state.real("seconds", seconds);
    }
}

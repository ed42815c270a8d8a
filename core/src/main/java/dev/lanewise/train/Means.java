package dev.lanewise.train;

import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Means of named values over samples, each batch's value counting as often as it has samples; a value that some batches
 * do not have is the mean over the others.
 */
final class Means implements Stateful {
    private final Map<String, Sum> sums = new LinkedHashMap<>();
    private long samples;

    /** A value over the batches that had it. */
    private static final class Sum {
        double total;
        double samples;
    }

    void add(String name, double value, int count) {
        Sum sum = sums.computeIfAbsent(name, _ -> new Sum());
        sum.total += value * count;
        sum.samples += count;
    }

    /** To be called once for each batch, whose values have been added. */
    void counted(int count) {
        samples += count;
    }

    long samples() {
        return samples;
    }

    Map<String, Double> values() {
        Map<String, Double> means = new LinkedHashMap<>();
        sums.forEach((name, sum) -> means.put(name, sum.total / sum.samples));
        return means;
    }

    void reset() {
        sums.clear();
        samples = 0;
    }

    @Override
    public void state(State state) {
        samples = state.number("samples", samples);
        Map<String, Double> totals = pairs(state, "sums", sum -> sum.total);
        Map<String, Double> counts = pairs(state, "counts", sum -> sum.samples);
        sums.clear();
        totals.forEach((name, total) -> {
            Sum sum = new Sum();
            sum.total = total;
            sum.samples = counts.getOrDefault(name, Double.NaN);
            sums.put(name, sum);
        });
    }

    private Map<String, Double> pairs(State state, String part, ToDoubleFunction<Sum> of) {
        Map<String, Double> now = new LinkedHashMap<>();
        sums.forEach((name, sum) -> now.put(name, of.applyAsDouble(sum)));
        return History.parsed(state.text(part, History.pairs(now)));
    }
}

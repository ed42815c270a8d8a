package dev.lanewise.train;

import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import java.util.LinkedHashMap;
import java.util.Map;

/** Means of named values over samples, each batch's value counting as often as it has samples. */
final class Means implements Stateful {
    private final Map<String, Double> sums = new LinkedHashMap<>();
    private long samples;

    void add(String name, double value, int count) {
        sums.merge(name, value * count, Double::sum);
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
        sums.forEach((name, sum) -> means.put(name, sum / samples));
        return means;
    }

    void reset() {
        sums.clear();
        samples = 0;
    }

    @Override
    public void state(State state) {
        samples = state.number("samples", samples);
        String now = History.pairs(sums);
        String then = state.text("sums", now);
        if (!then.equals(now)) {
            Map<String, Double> read = History.parsed(then);
            sums.clear();
            sums.putAll(read);
        }
    }
}

package dev.lanewise.train;

import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Means of named values over samples, each batch's value counting as often as it has samples; a value that some batches
 * do not have is the mean over the others.
 */
final class Means implements Stateful {
    private final Map<String, Double> sums = new LinkedHashMap<>();

    /** Samples of the batches that had a value. */
    private final Map<String, Double> counts = new LinkedHashMap<>();

    private long samples;

    void add(String name, double value, int count) {
        sums.merge(name, value * count, Double::sum);
        counts.merge(name, (double) count, Double::sum);
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
        sums.forEach((name, sum) -> means.put(name, sum / counts.getOrDefault(name, Double.NaN)));
        return means;
    }

    void reset() {
        sums.clear();
        counts.clear();
        samples = 0;
    }

    @Override
    public void state(State state) {
        samples = state.number("samples", samples);
        state(state, "sums", sums);
        state(state, "counts", counts);
    }

    private static void state(State state, String name, Map<String, Double> map) {
        String now = History.pairs(map);
        String then = state.text(name, now);
        if (!then.equals(now)) {
            Map<String, Double> read = History.parsed(then);
            map.clear();
            map.putAll(read);
        }
    }
}

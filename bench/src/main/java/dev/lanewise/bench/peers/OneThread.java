package dev.lanewise.bench.peers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Map.Entry;

/** Lanewise on two threads against Lanewise on one. */
final class OneThread {
    private OneThread() {}

    /** The comparisons that follow from others. */
    static List<Row> rows(List<Row> rows) {
        Map<String, Double> one = times(rows, 1);
        Map<String, Double> two = times(rows, 2);
        return two.entrySet().stream()
                .filter(entry -> one.containsKey(entry.getKey()))
                .map(entry -> row(entry, one))
                .toList();
    }

    private static Map<String, Double> times(List<Row> rows, int threads) {
        Map<String, Double> times = new LinkedHashMap<>();
        rows.stream().filter(row -> row.threads() == threads).forEach(row -> times.put(row.workload(), row.ours()));
        return times;
    }

    private static Row row(Entry<String, Double> two, Map<String, Double> one) {
        return new Row(two.getKey(), 2, Goal.ONE_THREAD, two.getValue(), one.getOrDefault(two.getKey(), Double.NaN));
    }
}

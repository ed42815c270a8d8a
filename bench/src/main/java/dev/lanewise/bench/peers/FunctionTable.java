package dev.lanewise.bench.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** For each function and each peer, the geometric mean of the ratios by size, and the lowest of all with its name. */
final class FunctionTable {
    private static final String ALL = "all";
    private static final List<String> SIZES = List.of("1000", "100000", "10000000");

    private FunctionTable() {}

    /** The table, after an empty line; empty if no function was measured. */
    static String of(List<Row> rows) {
        Map<String, List<Row>> groups = new LinkedHashMap<>();
        for (Row row : rows) {
            if (row.workload().startsWith(FunctionWorkloads.PREFIX) && !row.peer().equals(Goal.ONE_THREAD)) {
                String function = row.workload().split(" ")[1];
                groups.computeIfAbsent(key(function, row.peer()), _ -> new ArrayList<>()).add(row);
            }
        }
        for (Row row : rows) {
            if (row.workload().startsWith(FunctionWorkloads.PREFIX) && !row.peer().equals(Goal.ONE_THREAD)) {
                groups.computeIfAbsent(key(ALL, row.peer()), _ -> new ArrayList<>()).add(row);
            }
        }
        if (groups.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("\nFunctions: geometric means of the ratios\n");
        text.append(String.format(Locale.ROOT, "  %-11s %-13s %9s %9s %11s  %s%n", "function", "peer", "1,000",
                "100,000", "10,000,000", "lowest"));
        groups.forEach((key, group) -> text.append(line(key, group)));
        return text.toString();
    }

    private static String key(String function, String peer) {
        return String.format(Locale.ROOT, "%-11s %-13s", function, peer);
    }

    private static String line(String key, List<Row> group) {
        List<String> means = SIZES.stream().map(size -> mean(group, size)).toList();
        Row lowest = Goal.lowest(group);
        return String.format(Locale.ROOT, "  %s %9s %9s %11s  %s (%s)%n", key, means.get(0), means.get(1), means.get(2),
                GoalTable.ratio(lowest.ratio()), Workload.label(lowest.workload(), lowest.threads()));
    }

    private static String mean(List<Row> group, String size) {
        List<Row> rows = group.stream().filter(row -> row.workload().contains(" " + size + " ")).toList();
        return rows.isEmpty() ? "" : GoalTable.ratio(Goal.geometricMean(rows));
    }
}

package dev.lanewise.bench.peers;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** For each function and each peer, the geometric mean of the ratios by size, and the lowest of all with its name. */
final class FunctionTable {
    private static final List<String> SIZES = List.of("1000", "100000", "10000000");

    private FunctionTable() {}

    /** The table, after an empty line; empty if no function was measured. */
    static String of(List<Row> rows) {
        List<Row> functions = rows.stream().filter(FunctionWorkloads::covers).toList();
        if (functions.isEmpty()) {
            return "";
        }
        StringBuilder text = new StringBuilder("\nFunctions: geometric means of the ratios\n");
        text.append(String.format(Locale.ROOT, "  %-11s %-13s %9s %9s %11s  %s%n", "function", "peer", "1,000",
                "100,000", "10,000,000", "lowest"));
        grouped(functions, FunctionWorkloads::function).forEach((name, group) -> lines(text, name, group));
        lines(text, "all", functions);
        return text.toString();
    }

    private static void lines(StringBuilder text, String name, List<Row> rows) {
        grouped(rows, Row::peer).forEach((peer, group) -> {
            Row lowest = Goal.lowest(group);
            text.append(String.format(Locale.ROOT, "  %-11s %-13s %9s %9s %11s  %s (%s)%n", name, peer,
                    mean(group, SIZES.get(0)), mean(group, SIZES.get(1)), mean(group, SIZES.get(2)),
                    GoalTable.ratio(lowest.ratio()), Workload.label(lowest.workload(), lowest.threads())));
        });
    }

    private static Map<String, List<Row>> grouped(List<Row> rows, Function<Row, String> key) {
        return rows.stream().collect(Collectors.groupingBy(key, LinkedHashMap::new, Collectors.toList()));
    }

    private static String mean(List<Row> group, String size) {
        List<Row> rows = group.stream().filter(row -> row.workload().contains(" " + size + " ")).toList();
        return rows.isEmpty() ? "" : GoalTable.ratio(Goal.geometricMean(rows));
    }
}

package dev.lanewise.bench.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report: what has no goal; then for each goal its rows, their geometric mean and whether it is reached. */
final class GoalTable {
    private GoalTable() {}

    static String of(List<Row> rows) {
        Map<String, List<Row>> others = new LinkedHashMap<>();
        for (Row row : rows) {
            if (Goal.all().stream().noneMatch(goal -> goal.covers(row))) {
                others.computeIfAbsent(row.peer(), _ -> new ArrayList<>()).add(row);
            }
        }
        StringBuilder text = new StringBuilder();
        others.forEach((peer, list) -> {
            text.append("\nNo goal set: ").append(peer).append('\n');
            table(text, list, false);
            text.append("  ").append(summary(list)).append('\n');
        });
        for (Goal goal : Goal.all()) {
            List<Row> selected = goal.select(rows);
            if (!selected.isEmpty()) {
                text.append('\n').append(goal.title()).append(", ").append(goal.peer()).append('\n');
                table(text, selected, goal.threads() == Goal.Threads.BEST);
                text.append("  ").append(verdict(goal, selected)).append('\n');
            }
        }
        return text.toString();
    }

    private static void table(StringBuilder text, List<Row> rows, boolean best) {
        text.append(String.format(Locale.ROOT, "  %-46s %7s %14s %14s %9s%n", "workload", "threads", "ours", "theirs",
                "ratio"));
        for (Row row : rows) {
            text.append(String.format(Locale.ROOT, "  %-46s %7s %14s %14s %9s%n", row.workload(),
                    best ? "best" : "" + row.threads(), figure(row, row.ours()), figure(row, row.theirs()),
                    ratio(row.ratio())));
        }
    }

    /** A comparison on one line. */
    static String line(Row row) {
        return String.format(Locale.ROOT, "%-56s %-20s %12s %12s %9s",
                Workload.label(row.workload(), row.threads()), row.peer(), figure(row, row.ours()),
                figure(row, row.theirs()),
                ratio(row.ratio()));
    }

    private static String summary(List<Row> rows) {
        Row lowest = Goal.lowest(rows);
        return "geometric mean " + ratio(Goal.geometricMean(rows)) + ", lowest " + ratio(lowest.ratio()) + " ("
                + Workload.label(lowest.workload(), lowest.threads()) + ")";
    }

    private static String verdict(Goal goal, List<Row> rows) {
        List<String> wanted = new ArrayList<>();
        if (goal.mean() > 0) {
            wanted.add("geometric mean >= " + ratio(goal.mean()));
        }
        if (goal.each() > 0) {
            wanted.add("each >= " + ratio(goal.each()));
        }
        return summary(rows) + "; goal: " + String.join(", ", wanted) + ": "
                + (goal.isReachedBy(rows) ? "reached" : "missed");
    }

    static String ratio(double ratio) {
        return String.format(Locale.ROOT, ratio >= 100 ? "%.0f" : "%.2f", ratio);
    }

    private static String figure(Row row, double value) {
        return row.unit() == Unit.BYTES ? Unit.megabytes(value) : time(value);
    }

    static String time(double us) {
        if (us >= 1e6) {
            return String.format(Locale.ROOT, "%.2f s", us / 1e6);
        }
        if (us >= 1e4) {
            return String.format(Locale.ROOT, "%.2f ms", us / 1e3);
        }
        return String.format(Locale.ROOT, us >= 100 ? "%.0f us" : "%.2f us", us);
    }
}

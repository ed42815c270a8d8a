package dev.lanewise.bench.peers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Lanewise against whichever peer is fastest, at each piece of work for which a goal says so. */
final class Fastest {
    /** What no peer does: the machine's limits. */
    private static final Set<String> LIMITS = Set.of("fma-ceiling", "bandwidth", SequenceWorkloads.SCORES);

    private Fastest() {}

    /** The comparisons that follow from others. */
    static List<Row> rows(List<Row> rows) {
        Map<String, Row> fastest = new LinkedHashMap<>();
        for (Row row : rows) {
            if (covers(row)) {
                fastest.merge(Workload.label(row.workload(), row.threads()), row,
                        (a, b) -> a.theirs() <= b.theirs() ? a : b);
            }
        }
        List<Row> found = new ArrayList<>();
        for (Row row : fastest.values()) {
            found.add(new Row(row.workload(), row.threads(), Goal.FASTEST, row.ours(), row.theirs()));
        }
        return found;
    }

    /** Whether a row compares with a peer, in work whose goal is set against the fastest. */
    private static boolean covers(Row row) {
        return !LIMITS.contains(row.peer()) && !row.peer().startsWith(Contender.OURS)
                && Goal.all().stream().anyMatch(goal -> goal.peer().equals(Goal.FASTEST)
                        && goal.workloads().matcher(row.workload()).matches());
    }
}

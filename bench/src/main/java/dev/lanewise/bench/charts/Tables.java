package dev.lanewise.bench.charts;

import dev.lanewise.bench.peers.Goal;
import dev.lanewise.bench.peers.Row;
import dev.lanewise.bench.peers.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tables of docs/benchmarks.md and ADR 7, as Markdown: goals, products, steps, networks and their
 * parts, sequences, convolutions, memory, elementwise work, functions.
 */
final class Tables {
    private static final Pattern PRODUCT = Pattern.compile("sgemm (\\d+)x(\\d+)x(\\d+) ..");
    private static final Pattern FUNCTION = Pattern.compile("fn (.*) (\\d+) (\\[.*])");
    private static final Pattern NETWORK = Pattern.compile("(cnn|resnet|norm|pool) .*");
    private static final Pattern SEQUENCE = Pattern
            .compile("(lstm|gru|rnn|transformer|chargpt|attention|embedding|generation) .*");
    private static final List<String> FUNCTIONS = List.of("exp", "tanh", "gelu", "add", "sum", "softmax");
    private static final List<Integer> SIZES = List.of(1_000, 100_000, 10_000_000);

    private final List<Row> rows;
    private final StringBuilder text = new StringBuilder();

    private Tables(List<Row> rows) {
        this.rows = rows;
    }

    /** Every table for which something was measured, with an empty line between two. */
    static String of(List<Row> rows) {
        Tables tables = new Tables(rows);
        tables.goals();
        tables.products();
        tables.steps();
        tables.besideFastest(NETWORK);
        tables.besideFastest(SEQUENCE);
        tables.convolutions();
        tables.memory();
        tables.elementwise();
        tables.functions();
        return tables.text.toString().strip();
    }

    private void goals() {
        List<String> lines = new ArrayList<>();
        for (Goal goal : Goal.all()) {
            List<Row> selected = goal.select(rows);
            if (!selected.isEmpty()) {
                lines.add(line(goal.title(), goal.peer(), wanted(goal), found(goal, selected)));
            }
        }
        table(lines, "what", "beside", "goal", "reached");
    }

    private static String wanted(Goal goal) {
        String mean = goal.mean() > 0 ? "mean " + ratio(goal.mean()) : "";
        String each = goal.each() > 0 ? "each " + ratio(goal.each()) : "";
        return mean.isEmpty() || each.isEmpty() ? mean + each : mean + ", " + each;
    }

    private static String found(Goal goal, List<Row> selected) {
        String ratios = selected.size() <= 4
                ? selected.stream().map(row -> ratio(row.ratio())).collect(Collectors.joining(", "))
                : "mean " + ratio(Goal.geometricMean(selected)) + ", lowest " + ratio(Goal.lowest(selected).ratio())
                        + " (" + Goal.lowest(selected).workload() + ", " + Goal.lowest(selected).threads() + ")";
        return (goal.isReachedBy(selected) ? "reached: " : "**missed**: ") + ratios;
    }

    private void products() {
        List<String> lines = new ArrayList<>();
        for (String workload : workloads(PRODUCT)) {
            Row one = find(workload, 1, "pytorch");
            Row ceiling = find(workload, 1, "fma-ceiling");
            Row two = find(workload, 2, "pytorch");
            lines.add(line(
                    workload.substring("sgemm ".length()), ours(one), one == null ? "" : gigaflops(one),
                    ratio(ceiling), theirs(one), theirs(find(workload, 1, "numpy")),
                    ratio(find(workload, 1, Goal.FASTEST)), ours(two), theirs(two),
                    theirs(find(workload, 2, "numpy")), ratio(find(workload, 2, Goal.FASTEST))));
        }
        table(lines, "m x k x n", "1 thread", "GFLOP/s", "share of the ceiling", "MKL", "OpenBLAS", "fastest / ours",
                "2 threads", "MKL", "OpenBLAS", "fastest / ours");
    }

    private void steps() {
        List<String> lines = new ArrayList<>();
        for (String workload : workloads(Pattern.compile("mlp .*"))) {
            for (int threads = 1; threads <= 2; threads++) {
                Row torch = find(workload, threads, "pytorch");
                Row jax = find(workload, threads, "jax");
                if (torch != null || jax != null) {
                    lines.add(line(
                            workload.substring("mlp ".length()), "" + threads, ours(torch == null ? jax : torch),
                            theirs(find(workload, threads, "pytorch-eager")),
                            theirs(find(workload, threads, "pytorch-fused")),
                            theirs(find(workload, threads, "pytorch-compile")), theirs(jax), ratio(torch),
                            ratio(jax)));
                }
            }
        }
        table(lines, "step", "threads", "Lanewise", "PyTorch, plain", "fused", "torch.compile", "JAX",
                "PyTorch / Lanewise", "JAX / Lanewise");
    }

    /** Work beside the fastest of all peers; a dash where a peer was not compared. */
    private void besideFastest(Pattern names) {
        List<String> lines = new ArrayList<>();
        for (String workload : workloads(names)) {
            for (int threads = 1; threads <= 2; threads++) {
                Row fastest = find(workload, threads, Goal.FASTEST);
                if (fastest != null) {
                    List<String> cells = new ArrayList<>(
                            List.of(workload, "" + threads, ratio(fastest), ours(fastest)));
                    for (String peer : List.of("pytorch-eager", "pytorch-fused", "pytorch-compile", "jax")) {
                        Row row = find(workload, threads, peer);
                        cells.add(row == null ? "–" : theirs(row));
                    }
                    lines.add(line(cells.toArray(String[]::new)));
                }
            }
        }
        table(lines, "work", "threads", "fastest / Lanewise", "Lanewise", "PyTorch, plain", "fused", "torch.compile",
                "JAX");
    }

    private void convolutions() {
        List<String> lines = new ArrayList<>();
        for (String workload : workloads(Pattern.compile("conv .*"))) {
            Row one = find(workload, 1, Goal.FASTEST);
            Row two = find(workload, 2, Goal.FASTEST);
            lines.add(line(
                    workload.substring("conv ".length()), ratio(one) + " / " + ratio(two),
                    ours(one) + " / " + ours(two), ratio(find(workload, 1, "fma-ceiling")),
                    theirs(find(workload, 1, "pytorch")) + " / " + theirs(find(workload, 2, "pytorch")),
                    theirs(find(workload, 1, "jax")) + " / " + theirs(find(workload, 2, "jax"))));
        }
        table(lines, "convolution, 1 / 2 threads", "fastest / Lanewise", "Lanewise",
                "share of the ceiling, 1 thread", "PyTorch", "JAX");
    }

    private void memory() {
        List<String> lines = new ArrayList<>();
        for (Row row : rows) {
            if (row.unit() == Unit.BYTES && (row.peer().equals("pytorch") || row.peer().equals("score-matrix"))) {
                lines.add(line(row.workload(), row.peer(), ratio(row), Unit.megabytes(row.ours()),
                        Unit.megabytes(row.theirs())));
            }
        }
        table(lines, "memory", "beside", "beside / Lanewise", "Lanewise", "beside");
    }

    private void elementwise() {
        List<String> lines = new ArrayList<>();
        for (String function : FUNCTIONS) {
            List<String> cells = new ArrayList<>(List.of(function));
            boolean any = false;
            for (int size : SIZES) {
                Row one = find(function + " " + size, 1, "pytorch");
                Row two = find(function + " " + size, 2, "pytorch");
                any |= one != null || two != null;
                cells.add(pair(one) + " / " + pair(two));
            }
            cells.add(ratio(find(function + " " + SIZES.getLast(), 1, "bandwidth")));
            if (any) {
                lines.add(line(cells.toArray(String[]::new)));
            }
        }
        table(lines, "work", "1,000: 1 / 2 threads", "100,000: 1 / 2 threads", "10,000,000: 1 / 2 threads",
                "share of the bandwidth at 10,000,000, 1 thread");
    }

    private void functions() {
        Map<String, String[]> lines = new LinkedHashMap<>();
        for (String workload : workloads(FUNCTION)) {
            Matcher parts = FUNCTION.matcher(workload);
            int size = parts.matches() ? SIZES.indexOf(Integer.valueOf(parts.group(2))) : -1;
            if (size >= 0) {
                String[] cells = lines.computeIfAbsent(parts.group(1), name -> new String[] {name, "", "", "", ""});
                cells[1] = (cells[1] + " " + parts.group(3)).strip();
                cells[2 + size] = beside(workload, 1) + " / " + beside(workload, 2);
            }
        }
        table(lines.values().stream().map(Tables::line).toList(), "function", "shapes", "1,000: 1 / 2 threads",
                "100,000: 1 / 2 threads", "10,000,000: 1 / 2 threads");
    }

    /** Our time, and the ratio to the fastest peer, with its name. */
    private String beside(String workload, int threads) {
        Row fastest = find(workload, threads, Goal.FASTEST);
        if (fastest == null) {
            return "";
        }
        String name = rows.stream()
                .filter(row -> row.threads() == threads && row.workload().equals(workload)
                        && row.theirs() == fastest.theirs() && !row.peer().equals(Goal.FASTEST))
                .map(Row::peer).findFirst().orElse("");
        return time(fastest.ours()) + " (" + (ratio(fastest) + " " + name).strip() + ")";
    }

    /** Names of work in the order in which it was measured, each once. */
    private List<String> workloads(Pattern pattern) {
        return rows.stream().map(Row::workload).filter(pattern.asMatchPredicate()).distinct().toList();
    }

    private @Nullable Row find(String workload, int threads, String peer) {
        for (Row row : rows) {
            if (row.threads() == threads && row.workload().equals(workload) && row.peer().equals(peer)) {
                return row;
            }
        }
        return null;
    }

    private void table(List<String> lines, String... heads) {
        if (!lines.isEmpty()) {
            text.append(line(heads)).append('\n').append("|---".repeat(heads.length)).append("|\n");
            lines.forEach(line -> text.append(line).append('\n'));
            text.append('\n');
        }
    }

    private static String line(String... cells) {
        return Arrays.stream(cells).collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String ours(@Nullable Row row) {
        return row == null ? "" : time(row.ours());
    }

    private static String theirs(@Nullable Row row) {
        return row == null ? "" : time(row.theirs());
    }

    private static String pair(@Nullable Row row) {
        return row == null ? "" : time(row.ours()) + " (" + ratio(row.ratio()) + ")";
    }

    private static String ratio(@Nullable Row row) {
        return row == null ? "" : ratio(row.ratio());
    }

    private static String ratio(double ratio) {
        return String.format(Locale.ROOT, ratio >= 100 ? "%,.0f" : "%.2f", ratio);
    }

    private static String gigaflops(Row row) {
        Matcher sizes = PRODUCT.matcher(row.workload());
        double flops = 2;
        if (sizes.matches()) {
            for (int i = 1; i <= sizes.groupCount(); i++) {
                flops *= Integer.parseInt(sizes.group(i));
            }
        }
        return String.format(Locale.ROOT, "%.0f", flops / row.ours() / 1e3);
    }

    private static String time(double us) {
        double value = us >= 1e4 ? us / 1e3 : us;
        String format = value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value) + (us >= 1e4 ? " ms" : " µs");
    }
}

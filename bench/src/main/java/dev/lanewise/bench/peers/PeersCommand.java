package dev.lanewise.bench.peers;

import dev.lanewise.text.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Measures Lanewise beside its peers. */
@Command(
    name = "peers",
    description = "Measures Lanewise and other engines in turns, on the same work, and prints both and the ratio.",
    mixinStandardHelpOptions = true)
public final class PeersCommand implements Callable<Integer> {
    private static final String MNIST = Workload.label(MnistRace.NAME, MnistRace.THREADS);

    @Spec
    private CommandSpec spec;

    @Option(
        names = "--python",
        paramLabel = "PATH",
        defaultValue = "python3",
        description = "The interpreter that has PyTorch and JAX (default: ${DEFAULT-VALUE}). "
                + "What it has not is skipped.")
    private String python;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the comparisons to a file.")
    @Nullable
    private Path json;

    @Option(
        names = "--only",
        paramLabel = "REGEX",
        description = "Only work whose name, as --list prints it, contains a match.")
    @Nullable
    private String only;

    @Option(
        names = "--rounds",
        paramLabel = "N",
        defaultValue = "5",
        description = "Figures of each, of which the median counts (default: ${DEFAULT-VALUE}); of slow functions, "
                + "fewer.")
    private int rounds;

    @Option(
        names = "--data",
        paramLabel = "DIR",
        description = "The folder of MNIST's files (default: what LANEWISE_MNIST names).")
    @Nullable
    private Path data;

    @Option(
        names = "--quick",
        description = "A rough overview: short warm-ups, short figures, one round.")
    private boolean quick;

    @Option(names = "--list", description = "Print the names of the work and stop.")
    private boolean list;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Pattern pattern = pattern();
        List<Workload> workloads = Workloads.all().stream().filter(work -> chosen(pattern, work.label())).toList();
        boolean mnist = chosen(pattern, MNIST);
        if (workloads.isEmpty() && !mnist) {
            throw wrong("--only " + only + ": matches none of the " + (Workloads.all().size() + 1)
                    + " pieces of work; --list names them");
        }
        if (list) {
            workloads.forEach(workload -> out.println(workload.label()));
            if (mnist) {
                out.println(MNIST);
            }
            return CommandLine.ExitCode.OK;
        }
        if (rounds < 1) {
            throw wrong("--rounds " + rounds + ": at least 1 is needed");
        }
        if (json != null) {
            ResultFile.requireWritable(json);
        }
        warnOfLoad(err);
        Instant start = Instant.now();
        List<Row> rows = measure(workloads, mnist, out, err);
        out.print(GoalTable.of(rows));
        out.print(FunctionTable.of(rows));
        out.println();
        out.println(rows.size() + " comparisons, " + (quick ? "quick" : rounds + " rounds") + ", "
                + Duration.between(start, Instant.now()).toSeconds() + " s");
        if (json != null) {
            ResultFile.write(json, rows);
            out.println("written to " + Printable.path(json));
        }
        return CommandLine.ExitCode.OK;
    }

    private List<Row> measure(List<Workload> workloads, boolean mnist, PrintWriter out, PrintWriter err)
            throws IOException, InterruptedException {
        List<Row> rows = new ArrayList<>();
        try (Workers workers = new Workers(python, root().resolve("bench/peers"), err::println)) {
            Race race = new Race(workers, rounds, quick);
            for (Workload workload : workloads) {
                List<Row> measured = race.run(workload);
                measured.forEach(row -> out.println(GoalTable.line(row)));
                rows.addAll(measured);
                if (out.checkError() && json == null) {
                    throw new IOException("standard output cannot be written, and no --json keeps what is measured");
                }
            }
        }
        rows.addAll(Fastest.rows(rows));
        rows.addAll(OneThread.rows(rows));
        if (mnist) {
            startToAccuracy(err).ifPresent(row -> {
                out.println(GoalTable.line(row));
                rows.add(row);
            });
        }
        return rows;
    }

    private Optional<Row> startToAccuracy(PrintWriter err) throws InterruptedException {
        Path folder = data != null ? data : folderOf(System.getenv("LANEWISE_MNIST"));
        if (folder == null) {
            err.println(MnistRace.NAME + " is skipped: neither --data nor LANEWISE_MNIST names a folder of its files");
            return Optional.empty();
        }
        try {
            MnistRace race = new MnistRace(root(), python, folder, WorkerProcess.PATIENCE);
            return Optional.of(race.run(rounds));
        } catch (WorkerException e) {
            err.println(e.sentence());
            return Optional.empty();
        }
    }

    /** A variable that is empty counts as one that is not there. */
    static @Nullable Path folderOf(@Nullable String variable) {
        return variable == null || variable.isEmpty() ? null : Path.of(variable);
    }

    private @Nullable Pattern pattern() {
        try {
            return only == null ? null : Pattern.compile(only);
        } catch (PatternSyntaxException e) {
            throw wrong("--only " + only + ": not a regular expression (" + e.getDescription() + ")");
        }
    }

    private static boolean chosen(@Nullable Pattern pattern, String label) {
        return pattern == null || pattern.matcher(label).find();
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private static void warnOfLoad(PrintWriter err) {
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        if (load > 0.5) {
            err.println(String.format(Locale.ROOT, "The machine is busy (load average %.1f): the figures are rough.",
                    load));
        }
    }

    /** The repository's folder: bench/run names it. */
    private static Path root() {
        return Path.of(System.getProperty("lanewise.root", "")).toAbsolutePath();
    }
}

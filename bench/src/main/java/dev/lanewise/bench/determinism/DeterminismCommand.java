package dev.lanewise.bench.determinism;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

/** Runs one program in JVMs with many settings and compares the bits. */
@Command(
    name = "determinism",
    description = "Runs one program (products, functions, reductions, random numbers, trainings) in a JVM for each of "
            + "many settings: compilers, collectors, heaps, vector widths, threads, fusion. Prints one hash a setting; "
            + "exit status 1 if they are not all the same. About ten minutes.",
    mixinStandardHelpOptions = true)
public final class DeterminismCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--quick", description = "Only a few settings.")
    private boolean quick;

    @Option(
        names = "--only",
        paramLabel = "REGEX",
        description = "Only settings that, as --list prints them, contain a match.")
    @Nullable
    private String only;

    @Option(
        names = "--seconds",
        paramLabel = "N",
        defaultValue = "3",
        description = "How long each JVM repeats the program, which it finishes once in any case "
                + "(default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Option(names = "--list", description = "Print the settings and stop.")
    private boolean list;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Pattern pattern = pattern();
        List<Setting> settings = (quick ? Setting.quick() : Setting.all()).stream()
                .filter(setting -> pattern == null || pattern.matcher(setting.label()).find())
                .toList();
        if (settings.isEmpty()) {
            throw wrong("--only " + only + ": matches no setting; --list names them");
        }
        if (list) {
            settings.forEach(setting -> out.println(setting.label()));
            return CommandLine.ExitCode.OK;
        }
        List<Run> runs = new ArrayList<>();
        for (Setting setting : settings) {
            Run run = Run.of(setting, seconds);
            out.println(line(run));
            out.flush();
            if (!run.isSkipped()) {
                runs.add(run);
            }
        }
        if (runs.isEmpty()) {
            throw new IOException("this machine supports none of the settings");
        }
        return verdict(runs, settings.size() - runs.size(), out);
    }

    private static String line(Run run) {
        String result = run.isSkipped() ? "skipped" : run.hashes().isEmpty() ? "failed" : run.hash();
        String why = run.complaint().isEmpty() ? "" : ": " + run.complaint();
        return String.format(Locale.ROOT, "%-16s %5.1f s  java %s%s", result, run.time().toMillis() / 1e3,
                run.setting().label(), why);
    }

    /** Prints what the runs come to, and returns the exit status. */
    static int verdict(List<Run> runs, int skipped, PrintWriter out) {
        String counts = runs.size() + " settings" + (skipped == 0 ? "" : ", " + skipped + " skipped");
        List<Run> different = runs.stream().filter(run -> !run.difference(runs.getFirst()).isEmpty()).toList();
        if (different.isEmpty()) {
            out.println(counts + ", one hash");
            return CommandLine.ExitCode.OK;
        }
        out.println(counts + ", of which " + different.size() + " are not as the first:");
        different.forEach(run -> out.println(
                "    java " + run.setting().label() + ": " + run.difference(runs.getFirst())));
        return CommandLine.ExitCode.SOFTWARE;
    }

    private @Nullable Pattern pattern() {
        try {
            return only == null ? null : Pattern.compile(only);
        } catch (PatternSyntaxException e) {
            throw wrong("--only " + only + ": not a regular expression (" + e.getDescription() + ")");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}

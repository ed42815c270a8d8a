package dev.lanewise.workshop;

import dev.lanewise.text.Printable;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The workshop's command line. Exit status 0; 1 if a check does not pass, or for other errors; 2 for wrong usage.
 */
@Command(
    name = "workshop/run",
    description = "Lists the chapters of the workshop, what is done and what is next.",
    mixinStandardHelpOptions = true,
    version = "Lanewise workshop 0.1.0-SNAPSHOT")
public final class Main implements Runnable {
    private static final String SECONDS = "30";
    private static final long LIST_SECONDS = 30;

    private final Path root;
    private final Report report;

    @Spec
    private CommandSpec spec;

    private Main(Path root, Report report) {
        this.root = root;
        this.report = report;
    }

    /** Lists the chapters. */
    @Override
    public void run() {
        Course course = new Course(root);
        Progress progress = new Progress(course);
        Participant participant = new Participant(course, progress, null, LIST_SECONDS, report);
        report.say("The workshop: build your own framework, chapter by chapter.");
        report.say("");
        Chapter next = null;
        for (Chapter chapter : course.chapters()) {
            Optional<Progress.Entry> entry = participant.known(chapter);
            report.listed(chapter, entry);
            if (next == null && !entry.map(Progress.Entry::isDone).orElse(false)) {
                next = chapter;
            }
        }
        report.say("");
        report.say("next: " + (next == null ? "nothing is left to do. Well done." : report.begin(next)));
    }

    @Command(description = "Compiles what you have written for a chapter and says how far it is.", //
        mixinStandardHelpOptions = true)
    int check(
            @Parameters(paramLabel = "CHAPTER", arity = "0..1",
                description = "3, 03 or the name; without it, the first that is not done.") @Nullable String word,
            @Option(names = "--data", paramLabel = "DIR",
                description = "The folder of MNIST's four files. Without it and LANEWISE_MNIST, digits are drawn.") @Nullable Path data,
            @Option(names = "--limit", paramLabel = "SECONDS", defaultValue = SECONDS,
                description = "The time for one check; ${DEFAULT-VALUE} if this is not given.") long seconds) {
        if (seconds < 1 || seconds > 1_000_000) {
            throw wrong("check", "--limit " + seconds + ": not from 1 to 1000000 seconds");
        }
        if (data != null && !Files.isDirectory(data)) {
            throw wrong("check", "--data " + Printable.path(data) + ": no such folder");
        }
        Course course = new Course(root);
        Progress progress = new Progress(course);
        Path folder = data == null ? null : data.toAbsolutePath();
        Participant participant = new Participant(course, progress, folder, seconds, report);
        Chapter chapter = word == null
                ? course.chapters().stream().filter(each -> !participant.isDone(each)).findFirst()
                        .orElseGet(() -> course.chapters().getLast())
                : course.find(word);
        report.heading(chapter);
        Outcome outcome = participant.check(chapter, report);
        report.end(course, chapter, outcome);
        return outcome.isDone() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    @Command(description = "Puts the solution of a chapter in place; what you have written is kept beside it.", //
        mixinStandardHelpOptions = true)
    void solve(@Parameters(paramLabel = "CHAPTER", description = "3, 03 or the name.") String word) {
        Course course = new Course(root);
        Chapter chapter = course.find(word);
        Solve.solve(course, chapter, report::show).forEach(report::say);
        report.say("next: read it, then workshop/run check " + chapter.number());
    }

    @Command(description = "Says where the text of a chapter is.", mixinStandardHelpOptions = true)
    void text(@Parameters(paramLabel = "CHAPTER", description = "3, 03 or the name.") String word) {
        Chapter chapter = new Course(root).find(word);
        if (!Files.isRegularFile(chapter.text())) {
            throw new WorkshopException("chapter " + chapter.number() + " has no text in " + report.show(
                    root.resolve("docs", "workshop")));
        }
        report.say(report.show(chapter.text()));
    }

    @Command(description = "Measures your products of chapter 15 beside Lanewise's, in less than a minute.", //
        mixinStandardHelpOptions = true)
    int measure(
            @Option(names = "--solution", description = "Measures those of the solution.") boolean solution) {
        Course course = new Course(root);
        Chapter chapter = course.find(Integer.toString(Measure.CHAPTER));
        boolean all = new Measure(report).run(course, solution ? chapter.solutions() : chapter.exercises());
        return all ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    @Command(
        description = "Opens Java's shell with your classes of the chapters that are done, and the solutions' else.", //
        mixinStandardHelpOptions = true)
    int shell(
            @Option(names = "--mine", paramLabel = "CHAPTER",
                description = "Takes your classes of this chapter too, though it is not done.") @Nullable String word,
            @Parameters(paramLabel = "FILE", arity = "0..*",
                description = "Files of snippets to run first; - stands for standard input.") @Nullable List<Path> files) {
        Course course = new Course(root);
        Participant participant = new Participant(course, new Progress(course), null, LIST_SECONDS, report);
        Chapter unfinished = word == null ? null : course.find(word);
        return new Shell(course, participant, report).open(unfinished, files == null ? List.of() : files);
    }

    private ParameterException wrong(String command, String message) {
        return new ParameterException(spec.subcommands().get(command), message);
    }

    /**
     * Runs a command in the checkout {@code root}, and returns its exit status.
     *
     * @param unicode whether {@code out} takes check marks
     * @param base    the folder that paths are shown from
     */
    static int run(Path root, Path base, PrintWriter out, PrintWriter err, boolean unicode, String... args) {
        Main main = new Main(root, new Report(out, unicode, base));
        int status = new CommandLine(main)
                .setOut(out)
                .setErr(err)
                .setExpandAtFiles(false)
                .setParameterExceptionHandler(Main::wrongUsage)
                .setExecutionExceptionHandler((e, failed, parsed) -> failed(e, err))
                .execute(args);
        if (out.checkError() && status == CommandLine.ExitCode.OK) {
            err.println("error: standard output cannot be written");
            status = CommandLine.ExitCode.SOFTWARE;
        }
        err.flush();
        return status;
    }

    public static void main(String[] args) {
        Charset charset = System.out.charset();
        PrintWriter out = new PrintWriter(new OutputStreamWriter(System.out, charset), true);
        PrintWriter err = new PrintWriter(new OutputStreamWriter(System.err, System.err.charset()), true);
        Path base = Path.of("").toAbsolutePath().normalize();
        Path root = Path.of(System.getProperty("workshop.root", "")).toAbsolutePath().normalize();
        System.exit(run(root, base, out, err, charset.newEncoder().canEncode('\u2713'), args));
    }

    private static int wrongUsage(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        List<String> suggestions = e instanceof UnmatchedArgumentException unmatched
                ? unmatched.getSuggestions()
                : List.of();
        String meant = suggestions.isEmpty() ? "" : " (did you mean " + String.join(" or ", suggestions) + "?)";
        command.getErr().println("error: " + Printable.sentence(e.getMessage() + meant) + "; see "
                + command.getCommandSpec().qualifiedName() + " --help");
        return CommandLine.ExitCode.USAGE;
    }

    private static int failed(Exception e, PrintWriter err) {
        boolean expected = e instanceof WorkshopException || e instanceof UncheckedIOException;
        err.println("error: " + Printable.sentence(expected ? String.valueOf(e.getMessage()) : "unexpected " + e));
        if (!expected) {
            e.printStackTrace(err);
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}

package dev.lanewise.workshop;

import dev.lanewise.text.Printable;
import dev.lanewise.workshop.measure.ProductBenchmark;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures the products of chapter 15 by JMH, each in a JVM of its own, and draws the best round of each as a bar,
 * which other work on the machine disturbs least. One JVM for each is little: the next may differ by some percent.
 */
final class Measure {
    /** The chapter whose products are measured. */
    static final int CHAPTER = 15;

    /** Of the terminal. */
    private static final int WIDTH = 40;

    /** What the measurement of one product may take; it takes seven seconds unless the product never ends. */
    private static final int LIMIT_SECONDS = 90;

    private static final int WARMUPS = 5;
    private static final int ROUNDS = 4;
    private static final TimeValue ROUND = TimeValue.milliseconds(600);

    private final Report report;

    /** Of whom or what a product is, its name for JMH, and the name that the participant sees. */
    private record Version(String key, String label) {}

    private static final List<Version> VERSIONS = List.of(
            new Version("naive", "naive"), new Version("swapped", "swapped"), new Version("vector", "vector"),
            new Version("threads", "threads"), new Version(ProductBenchmark.ONE_THREAD, "Lanewise, 1 thread"),
            new Version(ProductBenchmark.ALL_THREADS, "Lanewise, all"));

    Measure(Report report) {
        this.report = report;
    }

    /**
     * Compiles the sources of {@code folder}, measures their products and Lanewise's, and returns whether all were
     * measured.
     */
    boolean run(Course course, Path folder) {
        try (Classes temporary = new Classes()) {
            Path classes = temporary.folder();
            List<String> problems = new Compiler(System.getProperty("java.class.path"))
                    .compile(course.sources(folder), classes, report::show);
            if (!problems.isEmpty()) {
                problems.forEach(report::say);
                report.say("");
                report.say("next: make it compile, then workshop/run check " + CHAPTER);
                return false;
            }
            int size = ProductBenchmark.SIZE;
            report.say("Two matrices of " + size + " x " + size + ", multiplied by the products in "
                    + report.show(folder));
            report.say("JDK " + Runtime.version().feature() + ", " + System.getProperty("os.arch") + ", "
                    + Runtime.getRuntime().availableProcessors() + " processors; about " + (7 * VERSIONS.size())
                    + " seconds");
            report.say("");
            return measure(classes);
        }
    }

    private boolean measure(Path classes) {
        List<OptionalDouble> rates = new ArrayList<>();
        for (Version version : VERSIONS) {
            OptionalDouble rate = quietly(version, classes);
            rates.add(rate);
            report.say(String.format("  %-20s %s", version.label(), rate.isPresent()
                    ? String.format(Locale.ROOT, "%8.2f GFLOP/s", rate.getAsDouble())
                    : reason(classes)));
        }
        double most = rates.stream().filter(OptionalDouble::isPresent).mapToDouble(OptionalDouble::getAsDouble).max()
                .orElse(1);
        OptionalDouble first = rates.getFirst();
        report.say("");
        for (int i = 0; i < rates.size(); i++) {
            if (rates.get(i).isPresent()) {
                double rate = rates.get(i).getAsDouble();
                String times = first.isPresent() && i > 0
                        ? String.format(Locale.ROOT, " %.1f times naive", rate / first.getAsDouble())
                        : "";
                report.say(String.format("  %-20s %s%s", VERSIONS.get(i).label(), bar(rate / most), times));
            }
        }
        boolean all = rates.stream().allMatch(OptionalDouble::isPresent);
        if (!all) {
            report.say("");
            report.say("next: workshop/run check " + CHAPTER);
        }
        return all;
    }

    /** What JMH passes on of its JVMs is that the Vector API incubates, and what {@link #reason} says better. */
    private static OptionalDouble quietly(Version version, Path classes) {
        PrintStream output = System.out;
        PrintStream errors = System.err;
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        System.setOut(nowhere);
        System.setErr(nowhere);
        try {
            return rate(version, classes);
        } finally {
            System.setOut(output);
            System.setErr(errors);
        }
    }

    /** Why the last product could not be measured. */
    private static String reason(Path classes) {
        Path file = classes.resolve(ProductBenchmark.REASON);
        try {
            String reason = Files.readString(file).strip();
            Files.delete(file);
            return Printable.sentence(reason);
        } catch (NoSuchFileException e) {
            return "cannot be measured: it does not end within " + LIMIT_SECONDS + " seconds, or its JVM failed";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Floating-point operations of a product in billions a second; none if it could not be measured. */
    private static OptionalDouble rate(Version version, Path classes) {
        List<String> jvm = new ArrayList<>(List.of(
                "--add-modules=jdk.incubator.vector", "--sun-misc-unsafe-memory-access=allow",
                "-D" + ProductBenchmark.CLASSES + "=" + classes));
        System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith("lanewise."))
                .forEach(name -> jvm.add("-D" + name + "=" + System.getProperty(name)));
        Options options = new OptionsBuilder()
                .include(ProductBenchmark.class.getName().replace(".", "\\.") + "\\..*")
                .param("version", version.key())
                .forks(1)
                .jvmArgs(jvm.toArray(new String[0]))
                .warmupIterations(WARMUPS).warmupTime(ROUND)
                .measurementIterations(ROUNDS).measurementTime(ROUND)
                .verbosity(VerboseMode.SILENT)
                .shouldFailOnError(false)
                .build();
        ScheduledExecutorService guard = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().factory());
        ScheduledFuture<?> end = guard.schedule(Measure::endForks, LIMIT_SECONDS, TimeUnit.SECONDS);
        try {
            Collection<RunResult> results = new Runner(options).run();
            double size = ProductBenchmark.SIZE;
            return results.stream()
                    .mapToDouble(result -> 2 * size * size * size / result.getPrimaryResult().getStatistics().getMin())
                    .findFirst();
        } catch (RunnerException e) {
            throw new WorkshopException("JMH cannot measure " + version.label() + ": " + e.getMessage());
        } finally {
            end.cancel(false);
            guard.close();
        }
    }

    /** JMH waits for ever for a loop that never ends. */
    private static void endForks() {
        ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
    }

    private String bar(double share) {
        int eighths = (int) Math.round(share * WIDTH * 8);
        if (!report.isUnicode()) {
            return "#".repeat(Math.max(1, eighths / 8));
        }
        String end = eighths % 8 == 0 ? "" : String.valueOf((char) (0x2590 - eighths % 8));
        return eighths == 0 ? "\u258f" : "\u2588".repeat(eighths / 8) + end;
    }
}

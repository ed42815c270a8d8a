package dev.lanewise.workshop;

import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.tool.JavaShellToolBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Java's own shell with the chapters' classes, Lanewise and plots in it: the code of the texts runs as it stands there.
 * A chapter's classes are the participant's once they have passed their checks, else the solution's.
 */
public final class Shell {
    private final Course course;
    private final Participant participant;
    private final Report report;

    Shell(Course course, Participant participant, Report report) {
        this.course = course;
        this.participant = participant;
        this.report = report;
    }

    /** What code needs no imports for: Java's base module, all that the library exports, and plots. */
    public static String imports() {
        try {
            Path library = Path.of(Tensor.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            List<String> packages = ModuleFinder.of(library).find("dev.lanewise").orElseThrow().descriptor().exports()
                    .stream().filter(exports -> !exports.isQualified()).map(ModuleDescriptor.Exports::source).sorted()
                    .collect(Collectors.toList());
            packages.add("dev.lanewise.plot");
            return "import module java.base;\n" + packages.stream().map("import %s.*;\n"::formatted)
                    .collect(Collectors.joining());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Compiles all chapters and opens the shell, which reads snippets from {@code files} or, without any, from standard
     * input. Returns its exit status.
     *
     * @param unfinished a chapter of which the participant's classes are taken as they are
     */
    int open(@Nullable Chapter unfinished, List<Path> files) {
        try (Classes classes = new Classes()) {
            return compile(unfinished, classes.folder()) ? start(classes.folder(), files) : 1;
        }
    }

    private boolean compile(@Nullable Chapter unfinished, Path classes) {
        List<String> own = new ArrayList<>();
        Compiler compiler = new Compiler(System.getProperty("java.class.path"));
        for (Chapter chapter : course.chapters()) {
            boolean theirs = !chapter.equals(unfinished) && !participant.isDone(chapter);
            Path folder = theirs ? chapter.solutions() : chapter.exercises();
            List<String> problems = compiler.compile(course.sources(folder), classes, report::show);
            if (!problems.isEmpty()) {
                problems.forEach(report::say);
                report.say("");
                report.say("next: make it compile, then workshop/run check " + chapter.number());
                return false;
            }
            if (!theirs) {
                own.add(Integer.toString(chapter.number()));
            }
        }
        report.say(own.isEmpty()
                ? "The classes are those of the solutions: no chapter of yours has passed its checks yet."
                : "Yours are the classes of chapter" + (own.size() == 1 ? " " : "s ") + String.join(", ", own)
                        + "; the others are the solutions'.");
        return true;
    }

    private static int start(Path classes, List<Path> files) {
        List<String> options = new ArrayList<>(
                List.of("--add-modules", "jdk.incubator.vector", "-R--enable-native-access=ALL-UNNAMED", "--class-path",
                        classes + System.getProperty("path.separator") + System.getProperty("java.class.path"),
                        "--startup", "DEFAULT", "--startup", startUp(classes).toString()));
        String forTheJvm = System.getenv("LANEWISE_JAVA_OPTS");
        if (forTheJvm != null) {
            Stream.of(forTheJvm.split("\\s+")).filter(word -> !word.isEmpty()).map("-R"::concat).forEach(options::add);
        }
        files.forEach(file -> options.add(file.toString()));
        try {
            return JavaShellToolBuilder.builder().start(options.toArray(String[]::new));
        } catch (Exception e) { // as the tool declares
            throw new WorkshopException("jshell cannot be started: " + e);
        }
    }

    private static Path startUp(Path folder) {
        try {
            return Files.writeString(folder.resolve("start.jsh"), imports());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

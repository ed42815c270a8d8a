package dev.lanewise.workshop;

import dev.lanewise.text.Printable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Compiles what a participant has written for a chapter, and runs its checks. A chapter may use classes of earlier ones:
 * they are the participant's where those have passed their checks, else the solution's.
 */
final class Checker {
    private static final Pattern CHAPTER = Pattern.compile("\\bchapter[0-9]{2}\\b");

    private final Course course;
    private final @Nullable Path data;
    private final long limitSeconds;

    /**
     * A checker for a course.
     *
     * @param data    the folder of MNIST's files; null for that of the environment, if any
     * @param seconds the time for one check
     */
    Checker(Course course, @Nullable Path data, long seconds) {
        this.course = course;
        this.data = data;
        this.limitSeconds = seconds;
    }

    /**
     * Checks the classes in {@code folder}, an exercise or a solution, as those of {@code chapter}.
     *
     * @param earlier the folder whose classes stand for an earlier chapter
     * @param show    how a path is called in messages
     */
    Outcome check(Chapter chapter, Path folder, Function<Chapter, Path> earlier, Function<Path, String> show,
            Live live) {
        List<Path> own = course.sources(folder);
        List<Path> checks = course.sources(chapter.checks());
        Map<String, Path> folders = new LinkedHashMap<>();
        folders.put(chapter.folder(), folder);
        List<Path> sources = new ArrayList<>(own);
        addEarlier(chapter, own, earlier, folders, sources);
        List<Path> forChecks = new ArrayList<>();
        addEarlier(chapter, checks, earlier, folders, forChecks);
        forChecks.addAll(checks);
        live.prepared();

        String classPath = System.getProperty("java.class.path");
        try (Classes temporary = new Classes();
                CheckProcess process = new CheckProcess(classPath, data, limitSeconds)) {
            Path classes = temporary.folder();
            Compiler compiler = new Compiler(classPath);
            List<String> problems = compiler.compile(sources, classes, show);
            if (!problems.isEmpty()) {
                return new Outcome(problems, List.of(), folders);
            }
            problems = compiler.compile(forChecks, classes, show);
            if (!problems.isEmpty()) {
                List<String> lines = new ArrayList<>();
                lines.add(
                        "It compiles, but the checks do not find in it what they call. Keep the names, the parameters "
                                + "and the types of the exercise; git diff shows what has changed.");
                lines.addAll(problems);
                return new Outcome(lines, List.of(), folders);
            }
            List<String> names = checks.stream()
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith("Check.java"))
                    .map(name -> chapter.folder() + "." + name.replaceFirst("\\.java$", ""))
                    .toList();
            if (names.isEmpty()) {
                throw new WorkshopException(show.apply(chapter.checks()) + ": no file in it ends in Check.java");
            }
            return new Outcome(List.of(), process.run(classes, names, live), folders);
        }
    }

    /** Adds the sources of the earlier chapters that {@code sources} name, and of those that these name. */
    private void addEarlier(Chapter chapter, List<Path> sources, Function<Chapter, Path> earlier,
            Map<String, Path> folders, List<Path> all) {
        for (String name : named(sources)) {
            Chapter used = course.inFolder(name).orElse(null);
            if (used != null && used.number() < chapter.number() && !folders.containsKey(name)) {
                Path folder = earlier.apply(used);
                folders.put(name, folder);
                List<Path> found = course.sources(folder);
                all.addAll(found);
                addEarlier(used, found, earlier, folders, all);
            }
        }
    }

    private static TreeSet<String> named(List<Path> sources) {
        TreeSet<String> names = new TreeSet<>();
        for (Path source : sources) {
            Matcher matcher = CHAPTER.matcher(read(source));
            while (matcher.find()) {
                names.add(matcher.group());
            }
        }
        return names;
    }

    private static String read(Path source) {
        try {
            // Latin-1 reads anything; the compiler is the one to complain about it.
            return Files.readString(source, java.nio.charset.StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new WorkshopException(Printable.path(source) + ": no such file");
        } catch (IOException e) {
            throw new WorkshopException(Printable.path(source) + ": cannot be read (" + e.getMessage() + ")");
        }
    }
}

package dev.lanewise.workshop;

import dev.lanewise.text.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The chapters of a checkout, found by their folders: there is a chapter wherever there are checks. */
final class Course {
    private static final Pattern FOLDER = Pattern.compile("chapter([0-9]{2})");

    private final Path root;
    private final List<Chapter> chapters;

    /** Reads the folders of the checkout {@code root}. */
    Course(Path root) {
        this.root = root;
        this.chapters = read(root);
    }

    Path root() {
        return root;
    }

    /** All chapters in their order. */
    List<Chapter> chapters() {
        return chapters;
    }

    /** The chapter called {@code chapter07}, if there is one. */
    Optional<Chapter> inFolder(String folder) {
        return chapters.stream().filter(chapter -> chapter.folder().equals(folder)).findFirst();
    }

    /** The chapter after another, if it is not the last. */
    Optional<Chapter> after(Chapter chapter) {
        return chapters.stream().filter(other -> other.number() > chapter.number()).findFirst();
    }

    /**
     * Returns the chapter that a participant calls {@code word}: {@code 3}, {@code 03}, {@code chapter03}, {@code linear}
     * or the beginning of a name, if no other begins so.
     *
     * @throws WorkshopException if there is none or more than one
     */
    Chapter find(String word) {
        String wanted = word.toLowerCase(Locale.ROOT);
        String digits = wanted.replaceFirst("^chapter", "");
        List<Chapter> found = chapters.stream()
                .filter(chapter -> digits.matches("0?[0-9]{1,2}")
                        ? Integer.parseInt(digits) == chapter.number()
                        : chapter.name().equals(wanted))
                .toList();
        if (found.isEmpty() && !wanted.isEmpty()) {
            found = chapters.stream().filter(chapter -> chapter.name().startsWith(wanted)).toList();
        }
        if (found.size() == 1) {
            return found.getFirst();
        }
        String names = (found.isEmpty() ? chapters : found).stream()
                .map(chapter -> chapter.number() + " (" + chapter.name() + ")")
                .collect(Collectors.joining(", "));
        throw new WorkshopException(found.isEmpty()
                ? "there is no chapter " + Printable.sentence(word) + "; there are " + names
                : Printable.sentence(word) + " could be each of the chapters " + names);
    }

    /**
     * Returns the Java files in a folder, by name.
     *
     * @throws WorkshopException if there are none
     */
    List<Path> sources(Path folder) {
        List<Path> files = Files.isDirectory(folder) ? list(folder, ".*\\.java") : List.of();
        if (files.isEmpty()) {
            String path = Printable.path(root.relativize(folder));
            throw new WorkshopException(
                    path + ": no Java file in it; git checkout -- " + path + " brings back what was there");
        }
        return files;
    }

    private static List<Chapter> read(Path root) {
        Path checks = root.resolve("workshop", "checks");
        if (!Files.isDirectory(checks)) {
            throw new WorkshopException(Printable.path(checks) + ": no such folder; is this the whole checkout?");
        }
        Path texts = root.resolve("docs", "workshop");
        List<Chapter> chapters = new ArrayList<>();
        for (Path folder : list(checks, FOLDER.pattern())) {
            Matcher matcher = FOLDER.matcher(folder.getFileName().toString());
            if (matcher.matches() && Files.isDirectory(folder)) {
                String label = matcher.group(1);
                Path text = Files.isDirectory(texts)
                        ? list(texts, label + "-.*\\.md").stream().findFirst().orElse(null)
                        : null;
                String name = text == null
                        ? folder.getFileName().toString()
                        : text.getFileName().toString().replaceFirst("^[0-9]+-", "").replaceFirst("\\.md$", "");
                String title = text == null ? name : title(text, name);
                chapters.add(new Chapter(root, Integer.parseInt(label), name, title));
            }
        }
        return List.copyOf(chapters);
    }

    /** The first heading of a text, without its number. */
    private static String title(Path text, String otherwise) {
        try (Stream<String> lines = Files.lines(text)) {
            return lines.filter(line -> line.startsWith("# "))
                    .map(line -> line.substring(2).replaceFirst("^(Chapter )?[0-9]+ *[.:\u00b7-]? *", "").strip())
                    .filter(title -> !title.isEmpty())
                    .findFirst()
                    .orElse(otherwise);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> list(Path folder, String name) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(name)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.lanewise.workshop;

import dev.lanewise.io.AtomicFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far the participant is, kept in {@code workshop/.progress}: a line for each chapter that has been checked, with
 * the checksum of what was checked.
 */
final class Progress {
    /**
     * The result of a check.
     *
     * @param passed how many of its checks
     * @param of     out of how many
     * @param digest checksum of the exercise and its checks
     */
    record Entry(int passed, int of, String digest) {
        boolean isDone() {
            return of > 0 && passed == of;
        }
    }

    private final Course course;
    private final Path file;
    private final TreeMap<String, Entry> entries = new TreeMap<>();

    /** Reads the file, if there is one; a line that makes no sense counts for nothing. */
    Progress(Course course) {
        this.course = course;
        this.file = course.root().resolve("workshop", ".progress");
        if (Files.isRegularFile(file)) {
            try {
                new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().forEach(this::read);
            } catch (IOException e) {
                // It is made again by the next check.
            }
        }
    }

    private void read(String line) {
        String[] words = line.split(" ");
        if (words.length == 4 && words[0].matches("chapter[0-9]{2}") && words[1].matches("[0-9]{1,4}")
                && words[2].matches("[0-9]{1,4}")) {
            entries.put(words[0], new Entry(Integer.parseInt(words[1]), Integer.parseInt(words[2]), words[3]));
        }
    }

    /** The last result of a chapter, whether or not the exercise has changed since. */
    Optional<Entry> last(Chapter chapter) {
        return Optional.ofNullable(entries.get(chapter.folder()));
    }

    /** The last result of a chapter, if its exercise and its checks are what they were. */
    Optional<Entry> current(Chapter chapter) {
        return last(chapter).filter(entry -> entry.digest().equals(digest(chapter)));
    }

    /** A checksum of the exercise and its checks; empty if there are none. */
    String digest(Chapter chapter) {
        try {
            MessageDigest sum = MessageDigest.getInstance("SHA-256");
            List<Path> files = new ArrayList<>(course.sources(chapter.exercises()));
            files.addAll(course.sources(chapter.checks()));
            for (Path source : files) {
                byte[] bytes = Files.readAllBytes(source);
                sum.update((source.getFileName() + " " + bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
                sum.update(bytes);
            }
            return HexFormat.of().formatHex(sum.digest(), 0, 16);
        } catch (IOException | WorkshopException e) {
            return "";
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e); // every Java has it
        }
    }

    /**
     * Keeps a result; {@code digest} is the checksum from before the check. Returns null, or a clause that says why it
     * cannot be kept.
     */
    @Nullable
    String keep(Chapter chapter, Outcome outcome, String digest) {
        Progress newest = new Progress(course); // another check may have ended in the meantime
        entries.putAll(newest.entries);
        entries.put(chapter.folder(), new Entry(outcome.passed(), outcome.checks().size(), digest));
        StringBuilder text = new StringBuilder();
        entries.forEach((name, entry) -> text.append(name).append(' ').append(entry.passed()).append(' ')
                .append(entry.of()).append(' ').append(entry.digest()).append('\n'));
        try {
            AtomicFile.write(file, text.toString().getBytes(StandardCharsets.UTF_8));
            return null;
        } catch (UncheckedIOException e) {
            return e.getMessage();
        }
    }
}

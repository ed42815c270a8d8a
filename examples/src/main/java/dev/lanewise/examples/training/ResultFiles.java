package dev.lanewise.examples.training;

import dev.lanewise.examples.WritableFile;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The files that a run writes, by the options that name them; checked before the run takes time. */
final class ResultFiles {
    /** More in a row than any system follows: they form a cycle. */
    private static final int MOST_LINKS = 40;

    private final SequencedMap<String, Path> files = new LinkedHashMap<>();

    /** Adds the file that an option names, if it names one. */
    void add(String option, @Nullable Path file) {
        if (file != null) {
            files.put(option, file);
        }
    }

    /**
     * Refuses files that could not be written.
     *
     * @param wrongUsage is told, in a sentence, of two options that name one file, and does not return
     * @throws IOException if one cannot be written
     */
    void check(Consumer<String> wrongUsage) throws IOException {
        List<Map.Entry<String, Path>> all = List.copyOf(files.entrySet());
        for (int i = 0; i < all.size(); i++) {
            for (Map.Entry<String, Path> other : all.subList(0, i)) {
                if (isSameFile(other.getValue(), all.get(i).getValue())) {
                    wrongUsage.accept(named(other) + " and " + named(all.get(i)) + " are the same file");
                }
            }
        }
        for (Map.Entry<String, Path> file : all) {
            WritableFile.require(file.getKey(), file.getValue(), file.getKey().equals(RunOptions.METRICS));
        }
    }

    /**
     * Refuses to write where the data are read from.
     *
     * @throws IOException if a result would replace one of these files
     */
    void checkAgainst(List<Path> data) throws IOException {
        for (Path read : data) {
            for (Map.Entry<String, Path> file : files.entrySet()) {
                if (isSameFile(file.getValue(), read)) {
                    throw new IOException(named(file) + ": is a file of the data that are trained on");
                }
            }
        }
    }

    /** Tells that a file cannot be written any more, of which the system may say no more than the name. */
    static UncheckedIOException lost(String option, Path file, IOException cause) {
        String reason = switch (cause) {
            case NoSuchFileException _ -> "its folder is gone";
            case AccessDeniedException _ -> "no permission";
            default -> Printable.sentence(String.valueOf(cause.getMessage()));
        };
        return new UncheckedIOException(
                option + " " + Printable.path(file) + ": cannot be written (" + reason + ")", cause);
    }

    private static String named(Map.Entry<String, Path> file) {
        return file.getKey() + " " + Printable.path(file.getValue());
    }

    /** Whether two names are one file, whatever links and ways lead there, and whether it exists or is to be made. */
    private static boolean isSameFile(Path a, Path b) throws IOException {
        return Files.exists(a) && Files.exists(b) ? Files.isSameFile(a, b) : place(a).equals(place(b));
    }

    /** Where a file is, or would be made. */
    private static Path place(Path file) throws IOException {
        Path place = file.toAbsolutePath();
        for (int links = 0; Files.isSymbolicLink(place) && links < MOST_LINKS; links++) {
            place = place.resolveSibling(Files.readSymbolicLink(place));
        }
        Path folder = place.getParent();
        return folder != null && Files.isDirectory(folder)
                ? folder.toRealPath().resolve(place.getFileName())
                : place.normalize();
    }
}

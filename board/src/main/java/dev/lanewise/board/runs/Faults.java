package dev.lanewise.board.runs;

import dev.lanewise.text.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Messages for failures to read and write. */
final class Faults {
    private Faults() {}

    /** For example {@code cannot write runs/a/steps.jsonl: permission denied}. */
    static UncheckedIOException unchecked(String verb, Path file, IOException cause) {
        return new UncheckedIOException("cannot " + verb + " " + Printable.path(file) + ": " + reason(cause), cause);
    }

    private static String reason(IOException cause) {
        return switch (cause) {
            case NoSuchFileException _ -> "no such file or folder";
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "there is a file of that name";
            case NotDirectoryException _ -> "not a folder";
            case FileSystemException e when e.getReason() != null -> Printable.sentence(e.getReason());
            default -> cause.getMessage() == null
                    ? cause.getClass().getSimpleName()
                    : Printable.sentence(cause.getMessage());
        };
    }
}

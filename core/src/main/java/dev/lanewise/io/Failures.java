package dev.lanewise.io;

import dev.lanewise.text.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Words for failures to read and write; the file system's own messages are often no more than the path. */
final class Failures {
    private Failures() {}

    /** For example {@code cannot read a/b.idx: no such file or folder}. */
    static UncheckedIOException unchecked(String verb, Path file, IOException cause) {
        return new UncheckedIOException("cannot " + verb + " " + Printable.path(file) + ": " + reason(cause), cause);
    }

    /** A file whose content does not fit into memory, though it may be well formed. */
    static FormatException tooLarge(Path file) {
        return new FormatException(
                Printable.path(file) + ": the content does not fit into the memory of this JVM, which is limited to "
                        + Runtime.getRuntime().maxMemory() + " bytes (java -Xmx)");
    }

    private static String reason(IOException cause) {
        return switch (cause) {
            case NoSuchFileException _ -> "no such file or folder";
            case AccessDeniedException _ -> "permission denied";
            case ClosedByInterruptException _ -> "the thread was interrupted";
            case FileSystemException e when e.getReason() != null -> Printable.sentence(e.getReason());
            default -> cause.getMessage() == null
                    ? cause.getClass().getSimpleName()
                    : Printable.sentence(cause.getMessage());
        };
    }
}

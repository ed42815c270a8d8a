package dev.lanewise.io;

import dev.lanewise.text.Printable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Messages for failures to read and write. The file system's own are often just the raw path, which a stack trace would
 * show with the cause.
 */
final class Failures {
    private Failures() {}

    /** For example {@code cannot read a/b.idx: no such file or folder}. */
    static UncheckedIOException unchecked(String verb, Path file, IOException cause) {
        return new UncheckedIOException("cannot " + verb + " " + Printable.path(file) + ": " + reason(cause),
                printable(cause));
    }

    /** The cause itself, or one of the same kind and stack trace with a printable message. */
    private static IOException printable(IOException cause) {
        if (isPrintable(cause)) {
            return cause;
        }
        IOException shown = switch (cause) {
            case NoSuchFileException e -> new NoSuchFileException(shown(e.getFile()), null, shown(e.getReason()));
            case AccessDeniedException e -> new AccessDeniedException(shown(e.getFile()), null, shown(e.getReason()));
            case FileSystemException e -> new FileSystemException(shown(e.getFile()), null, shown(e.getReason()));
            default -> new IOException(shown(cause.toString()));
        };
        shown.setStackTrace(cause.getStackTrace());
        return shown;
    }

    private static boolean isPrintable(Throwable cause) {
        for (Throwable each = cause; each != null; each = each.getCause()) {
            String message = each.getMessage();
            if (message != null && !message.equals(Printable.sentence(message))
                    || !Stream.of(each.getSuppressed()).allMatch(Failures::isPrintable)) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable String shown(@Nullable String text) {
        return text == null ? null : Printable.sentence(text);
    }

    /** For a file whose content does not fit into memory, though it may be well formed. */
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
            case ClosedChannelException _ ->
                "it was closed meanwhile, or by the interrupt of a thread that was reading it";
            case FileSystemException e when e.getReason() != null -> Printable.sentence(e.getReason());
            default -> cause.getMessage() == null
                    ? cause.getClass().getSimpleName()
                    : Printable.sentence(cause.getMessage());
        };
    }
}

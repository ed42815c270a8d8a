package dev.lanewise.io;

import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The words of this library for what fails with a file or folder. The JDK's own message is often just the raw path,
 * which may have control characters in it, without what was tried or why it failed.
 *
 * {@snippet :
 * try {
 *     Files.createDirectories(folder);
 * } catch (IOException e) {
 *     throw Failures.unchecked("make the folder", folder, e); // cannot make the folder runs/a: permission denied
 * }
 * }
 */
public final class Failures {
    private Failures() {}

    /**
     * An exception that says what failed, with which file and why, for example {@code cannot read a/b.idx: no such file
     * or folder}.
     *
     * @param verb what was tried, such as {@code read}
     * @param file with which; its path is shown as printable text
     * @param cause of the failure, which the exception has as its cause, or one of the same kind and stack trace if the
     *     messages are not printable
     * @throws IllegalArgumentException if one is null
     */
    public static UncheckedIOException unchecked(String verb, Path file, IOException cause) {
        return unchecked(verb, file, cause, "");
    }

    /**
     * As {@link #unchecked(String, Path, IOException)}, with what follows from it.
     *
     * @param consequence what ends the sentence, with what separates it, such as {@code ; the picture is lost}
     */
    public static UncheckedIOException unchecked(String verb, Path file, IOException cause, String consequence) {
        Required.nonNull("Failures: the verb", verb);
        Required.nonNull("Failures: the path", file);
        Required.nonNull("Failures: the consequence", consequence);
        return new UncheckedIOException(
                "cannot " + verb + " " + Printable.path(file) + ": " + reason(cause) + consequence, printable(cause));
    }

    /**
     * Why reading or writing failed, as a clause for people on one line: {@code no such file or folder}, {@code
     * permission denied}, or what the system says, such as {@code No space left on device}.
     *
     * @throws IllegalArgumentException if it is null
     */
    public static String reason(IOException cause) {
        return switch (Required.nonNull("Failures: the cause", cause)) {
            case NoSuchFileException _ -> "no such file or folder";
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "there is a file of that name";
            case NotDirectoryException _ -> "not a folder";
            case FileSystemLoopException _ -> "a link in it leads back to a folder that it is in";
            case ClosedByInterruptException _ -> "the thread was interrupted";
            case ClosedChannelException _ ->
                "it was closed meanwhile, or by the interrupt of a thread that was reading it";
            case FileSystemException e when e.getReason() != null -> Printable.sentence(e.getReason());
            default -> cause.getMessage() == null
                    ? cause.getClass().getSimpleName()
                    : Printable.sentence(cause.getMessage());
        };
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
}

package dev.lanewise.io;

import dev.lanewise.text.Printable;
import java.nio.file.Path;

/**
 * Thrown when a file does not hold what its format promises: it is truncated, corrupt, of another format, or beyond
 * what this library represents. The message is one sentence with the file, the position and the reason, for example
 * {@code model.safetensors, byte 64: header: the name "w" appears twice}. It has no control characters and is shorter
 * than 2 KB, whatever the file holds.
 */
public final class FormatException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** An error with a message that names the file. */
    public FormatException(String message) {
        super(Printable.sentence(message));
    }

    /**
     * An error at a place in a file.
     *
     * @param position the byte at which it was noticed, counted from 0; in a gzip file, in the unpacked data
     * @param reason what is wrong there
     */
    public FormatException(Path file, long position, String reason) {
        super(Printable.sentence(Printable.path(file) + ", byte " + position + ": " + reason));
    }
}

package dev.lanewise.io;

import dev.lanewise.text.Required;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Makes sure that what is read has an end and does not block: pipes, devices and folders are refused before they are
 * opened.
 */
public final class RegularFile {
    private RegularFile() {}

    /**
     * What reads a file.
     *
     * @param <T> what is made of it
     */
    @FunctionalInterface
    public interface Reading<T> {
        /**
         * Reads a file that was opened at its beginning, and will be closed.
         *
         * @throws IOException if that fails
         */
        T from(SeekableByteChannel channel) throws IOException;
    }

    /**
     * Opens a file, reads it and closes it.
     *
     * @throws FormatException if {@code reading} throws it, or what it reads does not fit into memory
     * @throws UncheckedIOException if the file cannot be read, or is not a regular one; the message names it
     */
    public static <T> T read(Path file, Reading<T> reading) {
        Required.nonNull("read: the path", file);
        Required.nonNull("read: what reads the file", reading);
        try {
            require(file);
            try (SeekableByteChannel channel = Files.newByteChannel(file)) {
                return reading.from(channel);
            }
        } catch (OutOfMemoryError e) {
            throw Failures.tooLarge(file); // what was read is collectable by now
        } catch (IOException e) {
            throw Failures.unchecked("read", file, e);
        }
    }

    /** Checks that the path, or what it links to, is a regular file. */
    static void require(Path file) throws IOException {
        if (!Files.readAttributes(file, BasicFileAttributes.class).isRegularFile()) {
            throw new FileSystemException(file.toString(), null, "not a regular file");
        }
    }
}

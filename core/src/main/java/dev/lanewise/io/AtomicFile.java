package dev.lanewise.io;

import dev.lanewise.text.Required;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Writes a file completely or not at all: readers see the old content or the new, even after a crash. All that the
 * library saves is written this way.
 */
public final class AtomicFile {
    private static final int MAX_LINKS = 40;

    private AtomicFile() {}

    /** What a file is to contain. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes the content to an empty file.
         *
         * @throws IOException if that fails; the old file is then left as it was
         */
        void writeTo(FileChannel channel) throws IOException;
    }

    /**
     * Creates or replaces a file with {@code content}, as {@link #write(Path, Content)} does.
     *
     * @throws UncheckedIOException if the file cannot be written; the message names it
     */
    public static void write(Path file, byte[] content) {
        Required.nonNull("write: the content", content);
        write(file, channel -> {
            for (ByteBuffer rest = ByteBuffer.wrap(content); rest.hasRemaining();) {
                channel.write(rest);
            }
        });
    }

    /**
     * Creates or replaces a file. The content goes to a temporary file in the same folder, which is forced to the disk
     * and then takes the name of the old file, its permissions and, where the system lets us, its owner and group. If
     * anything fails, or the JVM exits, the old file is untouched and the temporary one is deleted; leftovers of killed
     * JVMs are swept here as well. On file systems other than the default, such as that of a zip file, nothing is
     * locked, swept, taken over or forced.
     *
     * @throws UncheckedIOException if the file cannot be written; the message names it
     */
    public static void write(Path file, Content content) {
        Required.nonNull("write: the file", file);
        Required.nonNull("write: the content", content);
        try (PendingFile pending = PendingFile.write(file, content)) {
            pending.commit();
            PendingFile.force(pending.folder());
        } catch (IOException e) {
            throw Failures.unchecked("write", file, e);
        }
    }

    /**
     * Refuses a file that {@link #write(Path, Content)} could not write as things stand, and changes nothing: for what
     * is to be written hours later.
     *
     * @throws UncheckedIOException naming the file, if its folder is not there or not writable, or what is there is no
     *     file that may be replaced
     */
    public static void requireWritable(Path file) {
        Required.nonNull("requireWritable: the file", file);
        try {
            Path folder = folder(file, place(file));
            if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
                throw new AccessDeniedException(file.toString());
            }
        } catch (IOException e) {
            throw Failures.unchecked("write", file, e);
        }
    }

    /** The folder of the file's real path. */
    static Path folder(Path file, Path place) throws IOException {
        Path folder = place.toAbsolutePath().getParent();
        if (folder == null || !Files.exists(folder)) {
            throw new NoSuchFileException(file.toString());
        }
        return folder;
    }

    /** The file's real path: a link stays a link, and devices and read-only files are not replaced. */
    static Path place(Path file) throws IOException {
        Path place = file;
        for (int links = 0; Files.isSymbolicLink(place); links++) {
            if (links == MAX_LINKS) {
                throw new FileSystemException(file.toString(), null, "the links lead in a circle");
            }
            place = place.resolveSibling(Files.readSymbolicLink(place));
        }
        BasicFileAttributes attributes;
        try {
            attributes = Files.readAttributes(place, BasicFileAttributes.class);
        } catch (IOException _) {
            return place; // there is none
        }
        if (!attributes.isRegularFile()) {
            throw new FileSystemException(file.toString(), null, "not a regular file");
        }
        if (!Files.isWritable(place) && Files.exists(place)) { // others may delete it meanwhile
            throw new AccessDeniedException(file.toString());
        }
        return place;
    }
}

package dev.lanewise.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Writes a file completely or not at all: whoever looks sees the old content or the new one, also after a crash. */
final class AtomicFile {
    private AtomicFile() {}

    /** Writes the content. */
    interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    /**
     * Creates or replaces a file. The content goes to a temporary file in the same folder, which is forced to the disk
     * and then takes the name. If anything fails, the old file is untouched and the temporary one is gone.
     *
     * @throws UncheckedIOException if the file cannot be written; the message names it
     */
    static void write(Path file, Content content) {
        try {
            Path place = place(file);
            Path folder = place.getParent();
            if (folder == null || !Files.exists(folder)) {
                throw new NoSuchFileException(file.toString());
            }
            String unique = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
            Path temporary = folder.resolve(".lanewise-" + unique + ".tmp");
            try {
                try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.WRITE)) {
                    content.writeTo(channel);
                    channel.force(true);
                }
                Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
            }
            force(folder);
        } catch (IOException e) {
            throw Failures.unchecked("write", file, e);
        }
    }

    /** Where the file really lies: a link stays a link, and devices and read-only files are not replaced. */
    private static Path place(Path file) throws IOException {
        if (!Files.exists(file)) {
            return file.toAbsolutePath();
        }
        if (!Files.isRegularFile(file)) {
            throw new FileSystemException(file.toString(), null, "not a regular file");
        }
        if (!Files.isWritable(file)) {
            throw new AccessDeniedException(file.toString());
        }
        return file.toRealPath();
    }

    /** Makes the new name survive a power failure. */
    private static void force(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException _) {
            // Not every system opens folders (Windows does not); the file itself is complete either way.
        }
    }
}

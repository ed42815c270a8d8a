package dev.lanewise.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Writes a file completely or not at all: whoever looks sees the old content or the new one, also after a crash. */
final class AtomicFile {
    private static final Set<StandardOpenOption> CREATE = Set.of(StandardOpenOption.CREATE_NEW,
            StandardOpenOption.WRITE);
    private static final int MAX_LINKS = 40;

    /** Keeps the temporary files of JVMs apart. */
    private static final String OWNER = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());

    /** The temporary files of the writes under way. */
    private static final Set<Path> IN_USE = ConcurrentHashMap.newKeySet();

    private AtomicFile() {}

    /** Writes the content. */
    interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    /**
     * Creates or replaces a file. The content goes to a temporary file in the same folder, which is forced to the disk
     * and then takes the name and the old file's permissions. If anything fails, or the JVM exits, the old file is
     * untouched and the temporary one is gone.
     *
     * @throws UncheckedIOException if the file cannot be written; the message names it
     */
    static void write(Path file, Content content) {
        try {
            Path place = place(file);
            Path folder = place.toAbsolutePath().getParent();
            if (folder == null || !Files.exists(folder)) {
                throw new NoSuchFileException(file.toString());
            }
            Path temporary = temporary(folder.toRealPath());
            try {
                write(temporary, permissions(place), content);
                Files.move(temporary, place, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(temporary);
                IN_USE.remove(temporary);
            }
            force(folder);
        } catch (IOException e) {
            throw Failures.unchecked("write", file, e);
        }
    }

    /** Where the file really lies: a link stays a link, and devices and read-only files are not replaced. */
    private static Path place(Path file) throws IOException {
        Path place = file;
        for (int links = 0; Files.isSymbolicLink(place); links++) {
            if (links == MAX_LINKS) {
                throw new FileSystemException(file.toString(), null, "the links lead in a circle");
            }
            place = place.resolveSibling(Files.readSymbolicLink(place));
        }
        if (Files.exists(place)) {
            if (!Files.isRegularFile(place)) {
                throw new FileSystemException(file.toString(), null, "not a regular file");
            }
            if (!Files.isWritable(place)) {
                throw new AccessDeniedException(file.toString());
            }
        }
        return place;
    }

    /**
     * A free name, which is deleted at the exit of the JVM. What is to be deleted then is never forgotten, so the names
     * are used again: as many are remembered as there are writes at the same time.
     */
    private static Path temporary(Path folder) {
        for (int i = 0;; i++) {
            Path temporary = folder.resolve(".lanewise-" + OWNER + "-" + i + ".tmp");
            if (IN_USE.add(temporary)) {
                if (temporary.getFileSystem() == FileSystems.getDefault()) {
                    temporary.toFile().deleteOnExit();
                }
                return temporary;
            }
        }
    }

    /** The old file's permissions; null where there is none, or the file system knows no such thing. */
    private static @Nullable Set<PosixFilePermission> permissions(Path place) throws IOException {
        boolean known = Files.getFileAttributeView(place, PosixFileAttributeView.class) != null;
        return known && Files.exists(place, LinkOption.NOFOLLOW_LINKS) ? Files.getPosixFilePermissions(place) : null;
    }

    private static void write(Path temporary, @Nullable Set<PosixFilePermission> permissions, Content content)
            throws IOException {
        // At once, so that nobody can look in who could not before, and again, since the process's mask withholds some.
        FileAttribute<?>[] attributes = permissions == null
                ? new FileAttribute<?>[0]
                : new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)};
        try (FileChannel channel = FileChannel.open(temporary, CREATE, attributes)) {
            if (permissions != null) {
                Files.setPosixFilePermissions(temporary, permissions);
            }
            content.writeTo(channel);
            channel.force(true);
        }
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

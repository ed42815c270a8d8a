package dev.lanewise.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A hidden file beside the one that is to be written. On the default file system it is locked while in use: the lock
 * ends with the process, however that ends, so a file that can be locked was left by a killed process. Other file
 * systems, such as that of a zip file, may have no locks, and show the file only once it is closed.
 */
final class TemporaryFile implements AutoCloseable {
    private static final Set<OpenOption> CREATE = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    /** How often another process may take a new file for a leftover before it is locked. */
    private static final int ATTEMPTS = 100;

    /** The files of writes in progress. */
    private static final Set<Path> IN_USE = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;

    private TemporaryFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Whether the path is on the operating system's own file system, whose locks hold. */
    static boolean isOfTheSystem(Path path) {
        return path.getFileSystem() == FileSystems.getDefault();
    }

    /**
     * Creates a file, which is deleted when the JVM exits. The JVM never forgets what it is to delete then, so names
     * are reused: it remembers only as many as there are writes at the same time.
     */
    static TemporaryFile create(Path folder, FileAttribute<?>... attributes) throws IOException {
        for (int i = 0, attempts = 0; attempts < ATTEMPTS; i++) {
            Path path = folder.resolve(Leftovers.ownName(i));
            if (!IN_USE.add(path)) {
                continue;
            }
            attempts++;
            try {
                if (isOfTheSystem(path)) {
                    path.toFile().deleteOnExit(); // throws if the exit has begun, hence before there is a file
                }
                FileChannel channel = FileChannel.open(path, CREATE, attributes);
                if (!isOfTheSystem(path)
                        || isLocked(channel) && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                    return new TemporaryFile(path, channel);
                }
                try (channel) { // another process saw it before it was locked and sweeps it; the name is not reused
                    Files.deleteIfExists(path);
                }
            } catch (IOException | RuntimeException e) {
                IN_USE.remove(path);
                throw e;
            }
        }
        throw new FileSystemException(folder.toString(), null,
                "a temporary file in it is gone or locked by another process as soon as it is there, "
                        + ATTEMPTS + " times in a row");
    }

    private static boolean isLocked(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (IOException | UnsupportedOperationException _) {
            return true; // a file system without locks, where nothing is swept either
        }
    }

    Path path() {
        return path;
    }

    FileChannel channel() {
        return channel;
    }

    /** Renames the file, replacing any file that has the new name. */
    void moveTo(Path place) throws IOException {
        if (!isOfTheSystem(path)) {
            channel.close(); // elsewhere there may be no file yet; a locked file keeps its lock until after the move
        }
        Files.move(path, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Deletes the file unless it has been moved. */
    @Override
    public void close() throws IOException {
        try {
            if (!isOfTheSystem(path)) {
                channel.close();
            }
            try (channel) {
                Files.deleteIfExists(path);
            }
        } finally {
            IN_USE.remove(path);
        }
    }
}

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
 * A hidden file beside the one that is to be written. On the default file system it is locked while it is in use: the
 * lock ends with the process, however that ends, so a file that can be locked is one that a killed process has left.
 * Other file systems, such as that of a zip file, may lock nothing, and have the file only once it is closed.
 */
final class TemporaryFile implements AutoCloseable {
    private static final Set<OpenOption> CREATE = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);

    /** As often as that another process may take a file for a leftover before it is locked. */
    private static final int ATTEMPTS = 100;

    /** The files of the writes under way. */
    private static final Set<Path> IN_USE = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;

    private TemporaryFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Whether the paths are the operating system's, so that its locks hold. */
    static boolean isOfTheSystem(Path path) {
        return path.getFileSystem() == FileSystems.getDefault();
    }

    /**
     * Creates a file, which is deleted at the exit of the JVM. What is to be deleted then is never forgotten, so the
     * names are used again: as many are remembered as there are writes at the same time.
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
                    path.toFile().deleteOnExit(); // throws where the exit has begun, so before there is a file
                }
                FileChannel channel = FileChannel.open(path, CREATE, attributes);
                if (!isOfTheSystem(path)
                        || isLocked(channel) && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                    return new TemporaryFile(path, channel);
                }
                try (channel) { // another process saw it before it was locked, and sweeps it: the name stays its own
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

    /** Gives the file another name, and replaces a file that has it. */
    void moveTo(Path place) throws IOException {
        if (!isOfTheSystem(path)) {
            channel.close(); // there may be no file before; of the system's, the lock is held until the move is done
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

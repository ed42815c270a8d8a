package dev.lanewise.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * A hidden file beside the one that is to be written. It is locked while it is in use: the lock ends with the process,
 * however that ends, so a file that can be locked is one that a killed process has left.
 */
final class TemporaryFile implements AutoCloseable {
    private static final String PREFIX = ".lanewise-";
    private static final String SUFFIX = ".tmp";
    private static final Pattern NAME = Pattern.compile("\\.lanewise-[0-9a-f-]+\\.tmp");

    private static final Set<OpenOption> CREATE = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    private static final Set<OpenOption> LOCK = Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    /** Names of this process begin so: with its id, and its start, since every container has a process 1. */
    private static final String PROCESS = PREFIX + hex(ProcessHandle.current().pid()) + "-"
            + hex(ProcessHandle.current().info().startInstant().map(Instant::toEpochMilli).orElse(0L)) + "-";

    /** And so those of this class, which a process may have loaded twice. */
    private static final String OWNER = PROCESS + hex(ThreadLocalRandom.current().nextLong()) + "-";

    private static final ReentrantLock SWEEP = new ReentrantLock();

    /** The files of the writes under way. */
    private static final Set<Path> IN_USE = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;

    private TemporaryFile(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    private static String hex(long number) {
        return HexFormat.of().toHexDigits(number);
    }

    /**
     * Creates a file, which is deleted at the exit of the JVM. What is to be deleted then is never forgotten, so the
     * names are used again: as many are remembered as there are writes at the same time.
     */
    static TemporaryFile create(Path folder, FileAttribute<?>... attributes) throws IOException {
        for (int i = 0;; i++) {
            Path path = folder.resolve(OWNER + i + SUFFIX);
            if (!IN_USE.add(path)) {
                continue;
            }
            try {
                if (path.getFileSystem() == FileSystems.getDefault()) {
                    path.toFile().deleteOnExit(); // throws where the exit has begun, so before there is a file
                }
                FileChannel channel = FileChannel.open(path, CREATE, attributes);
                if (isLocked(channel) && Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
                    return new TemporaryFile(path, channel);
                }
                channel.close(); // another process saw it before it was locked, and sweeps it: the name stays its own
            } catch (IOException | RuntimeException e) {
                IN_USE.remove(path);
                throw e;
            }
        }
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
        Files.move(path, place, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Deletes the file unless it has been moved. */
    @Override
    public void close() throws IOException {
        try (channel) {
            Files.deleteIfExists(path);
        } finally {
            IN_USE.remove(path);
        }
    }

    /** Deletes what killed processes have left in a folder; what is in use, by whatever process, is not touched. */
    static void sweep(Path folder) {
        if (!SWEEP.tryLock()) {
            return; // two at a time would take each other's locks, which are the process's, and one is enough
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
            for (Path path : left) {
                String name = path.getFileName().toString();
                // Not even opened if it is our own: closing it again would end the lock that this process has on it.
                if (NAME.matcher(name).matches() && !name.startsWith(PROCESS)) {
                    sweepFile(path);
                }
            }
        } catch (IOException | DirectoryIteratorException _) {
            // Whoever may not look into the folder may still save to it.
        } finally {
            SWEEP.unlock();
        }
    }

    private static void sweepFile(Path path) {
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            return; // a pipe would block whoever opens it
        }
        try (FileChannel channel = FileChannel.open(path, LOCK); FileLock lock = channel.tryLock()) {
            if (lock != null) {
                deleteIfLockedHere(path);
            }
        } catch (IOException | OverlappingFileLockException | UnsupportedOperationException _) {
            // It is gone, or not ours to delete, or cannot be locked.
        }
    }

    /**
     * Deletes the file that this thread has locked, if it still has that name: by now it may have been moved, and the
     * name be that of its owner's next file. A JVM refuses to lock a file twice, and so says which one it is.
     */
    private static void deleteIfLockedHere(Path path) throws IOException {
        try (FileChannel again = FileChannel.open(path, LOCK)) {
            try (FileLock _ = again.tryLock()) {
                return; // another file
            } catch (OverlappingFileLockException _) {
                Files.deleteIfExists(path); // before the channel is closed, which ends the lock
            }
        }
    }
}

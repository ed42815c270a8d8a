package dev.lanewise.io;

import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The right to write to a file, or to the files of a folder, of one writer at a time: two trainings that save to one
 * place would undo each other's work.
 *
 * {@snippet :
 * WriteLock lock = WriteLock.ofFile(Path.of("run.safetensors"));
 * try {
 *     train();
 * } finally {
 *     lock.release();
 * }
 * }
 *
 * <p>What is locked is a hidden, empty file beside the file or within the folder, not what is written: some systems let
 * nobody read what is locked. The lock ends with the process, however that ends. The hidden file stays, since one that
 * is deleted may be locked by two. Where a file system has no locks, two writers of this JVM are told from each other,
 * and processes are not.
 */
public final class WriteLock {
    /** Real paths of what this JVM has locked: a lock file opened twice by a process loses its lock. */
    private static final Set<Path> IN_USE = ConcurrentHashMap.newKeySet();

    private final Path lockFile;
    private final FileChannel channel;

    private WriteLock(Path lockFile, FileChannel channel) {
        this.lockFile = lockFile;
        this.channel = channel;
    }

    /**
     * Locks a file, which need not exist yet.
     *
     * @throws IllegalStateException if another writer has it
     * @throws UncheckedIOException if the folder is not there, or cannot be written to
     */
    public static WriteLock ofFile(Path file) {
        Required.nonNull("WriteLock: the file", file);
        try {
            Path place = AtomicFile.place(file).toAbsolutePath(); // a link is followed, also one to no file yet
            Path folder = place.getParent();
            Path real = folder == null ? place : folder.toRealPath().resolve(place.getFileName());
            String name = real.getFileName().toString();
            return take(real.resolveSibling("." + name + ".lock"), file, "to it", "file");
        } catch (IOException e) {
            throw Failures.unchecked("write", file, e);
        }
    }

    /**
     * Locks a folder, which exists, for one kind of files: others may write other kinds.
     *
     * @param kind of what is written, such as {@code models}
     * @throws IllegalStateException if another writer has it
     * @throws UncheckedIOException if the folder is not there, or cannot be written to
     */
    public static WriteLock ofFolder(Path folder, String kind) {
        Required.nonNull("WriteLock: the folder", folder);
        Required.nonNull("WriteLock: the kind", kind);
        try {
            return take(folder.toRealPath().resolve(".lanewise-" + kind + ".lock"), folder, kind + " to the folder",
                    "folder");
        } catch (IOException e) {
            throw Failures.unchecked("write to", folder, e);
        }
    }

    private static WriteLock take(Path lockFile, Path what, String named, String kind) throws IOException {
        if (!IN_USE.add(lockFile)) {
            throw new IllegalStateException(Printable.path(what) + ": another writer of this program writes " + named
                    + "; end it first, or take another " + kind);
        }
        @Nullable
        FileChannel channel = null;
        try {
            channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!isLocked(channel)) {
                throw new IllegalStateException(Printable.path(what) + ": another process writes " + named
                        + "; end it first, or take another " + kind);
            }
            return new WriteLock(lockFile, channel);
        } catch (IOException | RuntimeException e) {
            if (channel != null) {
                channel.close();
            }
            IN_USE.remove(lockFile);
            throw e;
        }
    }

    private static boolean isLocked(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (IOException | UnsupportedOperationException _) {
            return true; // a file system without locks
        }
    }

    /** Gives the right back; a second call does nothing. */
    public void release() {
        try {
            if (channel.isOpen()) {
                channel.close();
                IN_USE.remove(lockFile); // not before: closing ends all locks that the process has on it
            }
        } catch (IOException e) {
            throw Failures.unchecked("unlock", lockFile, e);
        }
    }

    /** For example {@code WriteLock(runs/.run.csv.lock)}. */
    @Override
    public String toString() {
        return "WriteLock(" + Printable.path(lockFile) + ")";
    }
}

package dev.lanewise.tensorboard;

import dev.lanewise.text.Printable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The right to write to a folder, of one writer at a time. The lock on a hidden file in it ends with the process,
 * however that ends; the file itself stays, since one that is deleted may be locked by two. Event files are not locked
 * themselves: some systems let nobody read what is locked.
 */
final class FolderLock {
    private static final String NAME = ".lanewise-tensorboard.lock";

    /** Real paths of the folders that this JVM writes to: a lock file opened twice by a process loses its lock. */
    private static final Set<Path> IN_USE = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @param folder an existing folder
     * @throws IllegalStateException if another writer has it
     */
    static FolderLock take(Path folder) {
        try {
            Path real = folder.toRealPath();
            if (!IN_USE.add(real)) {
                throw new IllegalStateException(Printable.path(folder)
                        + ": a SummaryWriter of this program writes to the folder; close it first, or take another "
                        + "folder");
            }
            try {
                FileChannel channel = FileChannel.open(
                        real.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                if (channel.tryLock() == null) {
                    channel.close();
                    throw new IllegalStateException(Printable.path(folder)
                            + ": another process writes to the folder; end it first, or take another folder");
                }
                return new FolderLock(real, channel);
            } catch (IOException | RuntimeException e) {
                IN_USE.remove(real);
                throw e;
            }
        } catch (IOException e) {
            throw Faults.unchecked("write to", folder, e);
        }
    }

    void release() {
        try {
            channel.close();
        } catch (IOException e) {
            throw Faults.unchecked("unlock", folder, e);
        } finally {
            IN_USE.remove(folder);
        }
    }
}

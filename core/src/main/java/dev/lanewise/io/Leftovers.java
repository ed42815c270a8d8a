package dev.lanewise.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;

/**
 * The temporary files that killed processes have left, and how the temporary files are named so that they are known.
 *
 * <p>A file whose name has the number of this system's boot was locked by this kernel as long as its process lived, so
 * one that can be locked is swept at once. Of any other (from another machine on a network file system, from before the
 * last boot, from a version that locked nothing) a lock proves nothing: it is swept once it has not changed for an
 * hour.
 */
final class Leftovers {
    private static final String PREFIX = ".lanewise-";
    private static final String SUFFIX = ".tmp";

    /** One to four numbers of 16 digits, as versions have had them, and the number of the file. */
    private static final Pattern NAME = Pattern.compile("\\.lanewise-(?:[0-9a-f]{16}-){1,4}[0-9]{1,10}\\.tmp");

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int DIGITS = 16;

    /** Names of this boot of this system begin so; empty where the system does not number its boots. */
    static final String BOOT = boot();

    /** And those of this process so: with its id, and its start, since every container has a process 1. */
    private static final String PROCESS = PREFIX + (BOOT.isEmpty() ? hex(0) : BOOT) + "-"
            + hex(ProcessHandle.current().pid()) + "-"
            + hex(ProcessHandle.current().info().startInstant().map(Instant::toEpochMilli).orElse(0L)) + "-";

    /** And so those of this class, which a process may have loaded twice. */
    private static final String OWNER = PROCESS + hex(ThreadLocalRandom.current().nextLong()) + "-";

    private static final Set<OpenOption> LOCK = Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Duration UNCHANGED = Duration.ofHours(1);
    private static final long BETWEEN_SWEEPS = Duration.ofMinutes(1).toNanos();
    private static final int FOLDERS = 64;

    private static final ReentrantLock SWEEP = new ReentrantLock();

    /** When the folders were swept that were swept last, in nanoseconds; guarded by the lock. */
    private static final SequencedMap<Path, Long> SWEPT = new LinkedHashMap<>();

    private Leftovers() {}

    private static String boot() {
        try {
            String id = Files.readString(BOOT_ID).replace("-", "");
            return id.length() < DIGITS ? "" : id.substring(0, DIGITS);
        } catch (IOException _) {
            return ""; // not Linux
        }
    }

    private static String hex(long number) {
        return HexFormat.of().toHexDigits(number);
    }

    /** A name that no other process uses, nor another number. */
    static String ownName(int number) {
        return OWNER + number + SUFFIX;
    }

    /**
     * Deletes what killed processes have left in a folder; what is in use, by whatever process, is not touched. Looks
     * into a folder at most once a minute: listing a large one takes longer than many a save.
     */
    static void sweep(Path folder) {
        if (!TemporaryFile.isOfTheSystem(folder) || !SWEEP.tryLock()) {
            return; // two at a time would take each other's locks, which are the process's, and one is enough
        }
        try {
            long now = System.nanoTime();
            Long last = SWEPT.get(folder);
            if (last != null && now - last < BETWEEN_SWEEPS) {
                return;
            }
            SWEPT.remove(folder); // so that it becomes the youngest
            SWEPT.put(folder, now);
            if (SWEPT.size() > FOLDERS) {
                SWEPT.pollFirstEntry();
            }
            sweepNow(folder);
        } finally {
            SWEEP.unlock();
        }
    }

    /** The same, whenever the last time was. */
    static void sweepNow(Path folder) {
        SWEEP.lock();
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
            for (Path path : left) {
                String name = path.getFileName().toString();
                // Not even opened if it is our own: closing it again would end the lock that this process has on it.
                if (NAME.matcher(name).matches() && !name.startsWith(PROCESS)) {
                    sweepFile(path, !BOOT.isEmpty() && name.startsWith(PREFIX + BOOT + "-"));
                }
            }
        } catch (IOException | DirectoryIteratorException _) {
            // Whoever may not look into the folder may still save to it.
        } finally {
            SWEEP.unlock();
        }
    }

    private static void sweepFile(Path path, boolean isOfThisBoot) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(
                    path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile()) {
                return; // a pipe would block whoever opens it
            }
            if (!isOfThisBoot
                    && attributes.lastModifiedTime().toInstant().isAfter(Instant.now().minus(UNCHANGED))) {
                return;
            }
            try (FileChannel channel = FileChannel.open(path, LOCK); FileLock lock = channel.tryLock()) {
                if (lock != null) {
                    deleteIfLockedHere(path);
                }
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

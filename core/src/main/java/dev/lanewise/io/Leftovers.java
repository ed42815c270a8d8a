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
 * The temporary files that killed processes have left behind, and the names by which they are recognised.
 *
 * <p>A file whose name has the id of this system's current boot was locked by this kernel as long as its process lived,
 * so one that can be locked is swept at once. For any other (from another machine on a network file system, from before
 * the last boot, from a version that locked nothing) a lock proves nothing: it is swept once it has not changed for an
 * hour.
 */
final class Leftovers {
    private static final String PREFIX = ".lanewise-";
    private static final String SUFFIX = ".tmp";

    /** One to four numbers of 16 digits, depending on the version, and the number of the file. */
    private static final Pattern NAME = Pattern.compile("\\.lanewise-(?:[0-9a-f]{16}-){1,4}[0-9]{1,10}\\.tmp");

    private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");
    private static final int DIGITS = 16;

    /** Prefix of names from this boot of this system; empty if the system has no boot id. */
    static final String BOOT = boot();

    /** Prefix of this process's names: with its id, and its start time, since every container has a process 1. */
    private static final String PROCESS = PREFIX + (BOOT.isEmpty() ? hex(0) : BOOT) + "-"
            + hex(ProcessHandle.current().pid()) + "-"
            + hex(ProcessHandle.current().info().startInstant().map(Instant::toEpochMilli).orElse(0L)) + "-";

    /** Prefix of this class's names, as a process may have loaded it twice. */
    private static final String OWNER = PROCESS + hex(ThreadLocalRandom.current().nextLong()) + "-";

    private static final Set<OpenOption> LOCK = Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
    private static final Duration UNCHANGED = Duration.ofHours(1);
    private static final long BETWEEN_SWEEPS = Duration.ofMinutes(1).toNanos();
    private static final int FOLDERS = 64;

    private static final ReentrantLock SWEEP = new ReentrantLock();

    /** When the most recently swept folders were swept, in nanoseconds; guarded by the lock. */
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

    /** A name that is unique to this process and number. */
    static String ownName(int number) {
        return OWNER + number + SUFFIX;
    }

    /**
     * Deletes what killed processes have left in a folder; files in use by any process are not touched. Scans a folder
     * at most once a minute: listing a large one can take longer than a save.
     */
    static void sweep(Path folder) {
        if (!TemporaryFile.isOfTheSystem(folder) || !SWEEP.tryLock()) {
            return; // two sweeps at a time would take each other's locks, which belong to the process; one is enough
        }
        try {
            long now = System.nanoTime();
            Long last = SWEPT.get(folder);
            if (last != null && now - last < BETWEEN_SWEEPS) {
                return;
            }
            SWEPT.remove(folder); // so that it becomes the newest
            SWEPT.put(folder, now);
            if (SWEPT.size() > FOLDERS) {
                SWEPT.pollFirstEntry();
            }
            sweepNow(folder);
        } finally {
            SWEEP.unlock();
        }
    }

    /** The same, however recent the last sweep was. */
    static void sweepNow(Path folder) {
        SWEEP.lock();
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, PREFIX + "*" + SUFFIX)) {
            for (Path path : left) {
                String name = path.getFileName().toString();
                // Our own files are not even opened: closing one would release the lock that this process has on it.
                if (NAME.matcher(name).matches() && !name.startsWith(PROCESS)) {
                    sweepFile(path, !BOOT.isEmpty() && name.startsWith(PREFIX + BOOT + "-"));
                }
            }
        } catch (IOException | DirectoryIteratorException _) {
            // A process that may not list the folder may still save to it.
        } finally {
            SWEEP.unlock();
        }
    }

    private static void sweepFile(Path path, boolean isOfThisBoot) {
        try {
            BasicFileAttributes attributes = Files.readAttributes(
                    path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!attributes.isRegularFile()) {
                return; // opening a pipe would block
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
     * Deletes the file that this thread has locked, if it still has that name: by now it may have been moved, and its
     * owner's next file may have the name. A JVM refuses to lock a file twice, which shows whether it is the same one.
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

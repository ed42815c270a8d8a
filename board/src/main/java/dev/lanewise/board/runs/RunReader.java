package dev.lanewise.board.runs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads the folder of a run again and again, and of it only what has changed. For one thread at a time.
 */
final class RunReader {
    /** Where it is not sure which process has written, it is alive if its files have moved so lately: two pulses. */
    private static final long RECENT = TimeUnit.SECONDS.toNanos(25);

    /**
     * So long no file of a process that cannot be seen from here may move: several pulses, and the minute that a shared
     * file system may keep what it knows of a file.
     */
    private static final long RECENT_ELSEWHERE = TimeUnit.MINUTES.toNanos(2);

    /** Two changes of a folder within this time may bear the same stamp. */
    private static final Duration STAMP = Duration.ofMillis(100);

    /** How far back from the end of a file its last line break is looked for. */
    private static final int SEARCH = 4 << 20;

    private final Path folder;
    private final String id;
    private final Map<String, Whole> wholes = new HashMap<>();
    private List<String> files = List.of();
    private @Nullable FileTime listed;
    private @Nullable Stamp described;
    private @Nullable RunJson run;
    private String fault = "";
    private @Nullable RunView last;

    /**
     * When a file has moved last, by {@link System#nanoTime}; a future time of a file's is of a clock that is wrong.
     */
    private long moved = System.nanoTime() - TimeUnit.DAYS.toNanos(1);

    /** By which a change of a file is noticed. */
    private record Stamp(long size, FileTime modified, @Nullable Object key) {
        static @Nullable Stamp of(Path file) {
            try {
                BasicFileAttributes a = RunFiles.attributes(file);
                return a.isRegularFile() ? new Stamp(a.size(), a.lastModifiedTime(), a.fileKey()) : null;
            } catch (IOException e) {
                return null;
            }
        }
    }

    /** How many bytes of a file are whole lines. */
    private record Whole(Stamp stamp, long bytes) {}

    RunReader(Path folder) {
        this.folder = folder;
        this.id = String.valueOf(folder.getFileName());
    }

    /** Whether its files may change at any time. */
    boolean isOpen() {
        return last == null || last.state().equals("running") || last.state().equals("paused");
    }

    /** What the folder shows now; the same object as before if nothing changed. */
    RunView read() {
        RunView known = last;
        if (known != null && !isOpen() && isAsListed() && isAsDescribed()) {
            return known; // whoever goes on with a run that has ended replaces its description first
        }
        list();
        describe();
        Map<String, Long> sizes = new HashMap<>();
        for (String name : RunFolder.LINES) {
            long size = whole(name);
            if (size > 0) {
                sizes.put(name, size);
            }
        }
        RunJson now = run;
        RunView view = now == null
                ? new RunView(id, "unreadable", fault, null, "", 0, sizes, files)
                : new RunView(id, now.isOpen() && !isAlive(now.writer()) ? "interrupted" : now.state(), null,
                        now.json(),
                        now.begun(), now.step(), sizes, files);
        RunView before = last;
        if (before != null && view.equals(before)) {
            return before;
        }
        last = view;
        return view;
    }

    private boolean isAsListed() {
        try {
            return stamp().equals(listed);
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether nobody has touched the description: who seemed to be gone may only have been out of reach. */
    private boolean isAsDescribed() {
        return Objects.equals(Stamp.of(folder.resolve(RunFolder.RUN)), described);
    }

    private FileTime stamp() throws IOException {
        return Files.getLastModifiedTime(folder, LinkOption.NOFOLLOW_LINKS);
    }

    private void list() {
        try {
            FileTime now = stamp();
            boolean mayHideChanges = Duration.between(now.toInstant(), Instant.now()).compareTo(STAMP) < 0;
            if (now.equals(listed)) {
                return;
            }
            List<String> found = new ArrayList<>();
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder,
                    file -> RunFolder.isTensors(name(file)))) {
                for (Path entry : entries) {
                    if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                        found.add(name(entry));
                    }
                }
            }
            Collections.sort(found);
            files = found;
            listed = mayHideChanges ? null : now;
        } catch (IOException | DirectoryIteratorException e) {
            files = List.of();
            listed = null;
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private void describe() {
        Path file = folder.resolve(RunFolder.RUN);
        Stamp now = Stamp.of(file);
        if (now != null && now.equals(described)) {
            return;
        }
        touch(now, described != null);
        described = now;
        try {
            run = RunJson.read(file);
            fault = "";
        } catch (RunJson.Unreadable e) {
            run = null;
            fault = String.valueOf(e.getMessage());
        }
    }

    /**
     * Notes that a file has moved: now if that was seen, else when the file says, whose clock may be another machine's.
     */
    private void touch(@Nullable Stamp stamp, boolean isSeen) {
        if (stamp != null) {
            long age = isSeen ? 0 : Math.max(0, System.currentTimeMillis() - stamp.modified().toMillis());
            long at = System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(Math.min(age, TimeUnit.DAYS.toMillis(1)));
            if (at - moved > 0) {
                moved = at;
            }
        }
    }

    private long whole(String name) {
        Path file = folder.resolve(name);
        Stamp now = Stamp.of(file);
        Whole known = wholes.get(name);
        if (now == null) {
            wholes.remove(name);
            return 0;
        }
        if (known != null && known.stamp().equals(now)) {
            return known.bytes();
        }
        touch(now, known != null);
        long bytes = known != null && known.bytes() <= now.size() ? known.bytes() : 0;
        try (FileChannel channel = RunFiles.open(file)) {
            bytes = WholeLines.endBefore(channel, now.size(), SEARCH);
        } catch (IOException e) {
            // It went away, or cannot be read now: what was known of it stands until the next look.
        }
        wholes.put(name, new Whole(now, bytes));
        return bytes;
    }

    private boolean isAlive(Origin writer) {
        long silence = System.nanoTime() - moved;
        return writer.isVisible()
                ? writer.isAlive() || !writer.isGone() && silence < RECENT
                : silence < RECENT_ELSEWHERE;
    }
}

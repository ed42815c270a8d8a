package dev.lanewise.board.runs;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The runs of one parent folder. Nothing is read but when it is asked for. Safe for many threads. */
public final class Runs {
    /** The order in which runs are listed. */
    public static final Comparator<RunView> NEWEST_FIRST = Comparator.comparing(RunView::begun).reversed()
            .thenComparing(RunView::id);

    /** How often runs that have ended are looked at, in nanoseconds. */
    private static final long SELDOM = 2_000_000_000L;

    /** Curves of so many runs are kept; those looked at longest ago are forgotten. */
    private static final int INDEXED = 12;

    private static final FileTime NEVER = FileTime.fromMillis(-1);

    private final Path parent;
    private final Map<String, RunReader> readers = new HashMap<>();
    private final Map<String, RunView> views = new HashMap<>();
    private final Map<Path, StepIndex> indexes = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Path, StepIndex> eldest) {
            return size() > INDEXED;
        }
    };
    private FileTime looked = NEVER;
    private long seldom = System.nanoTime() - SELDOM;

    /** Of a folder, which need not be there yet. */
    public Runs(Path parent) {
        this.parent = parent;
    }

    /** The folder of a run, if there is one of that name. */
    public Optional<Path> folder(String id) {
        return RunFiles.folder(parent, id);
    }

    /** All runs, newest first. */
    public synchronized List<RunView> list() {
        seldom = System.nanoTime();
        find();
        readers.forEach((id, reader) -> views.put(id, reader.read()));
        return sorted();
    }

    /**
     * All runs, newest first, for one who asks again and again: runs that have ended, and descriptions of new ones, are
     * looked for every 2 seconds.
     */
    public synchronized List<RunView> glance() {
        if (System.nanoTime() - seldom >= SELDOM) {
            return list();
        }
        if (!changed().equals(looked)) {
            find();
        }
        readers.forEach((id, reader) -> {
            if (reader.isOpen()) {
                views.put(id, reader.read());
            }
        });
        return sorted();
    }

    private List<RunView> sorted() {
        List<RunView> sorted = new ArrayList<>(views.values());
        sorted.sort(NEWEST_FIRST);
        return sorted;
    }

    private void find() {
        looked = changed();
        Set<String> found = new HashSet<>();
        for (Path folder : folders()) {
            String id = String.valueOf(folder.getFileName());
            found.add(id);
            readers.computeIfAbsent(id, _ -> new RunReader(folder));
        }
        readers.keySet().retainAll(found);
        views.keySet().retainAll(found);
    }

    /** When folders came or went. */
    private FileTime changed() {
        try {
            return Files.getLastModifiedTime(parent);
        } catch (IOException e) {
            return NEVER; // not there, or gone
        }
    }

    private List<Path> folders() {
        List<Path> folders = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(parent)) {
            for (Path entry : entries) {
                if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) && isDescribed(entry)) {
                    folders.add(entry);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return List.of(); // not there, or gone: no runs
        }
        return folders;
    }

    private static boolean isDescribed(Path folder) {
        return Files.isRegularFile(folder.resolve(RunFolder.RUN), LinkOption.NOFOLLOW_LINKS);
    }

    /** What a single run's folder shows now; the others are not looked at. */
    public Optional<RunView> run(String id) {
        return folder(id).filter(Runs::isDescribed).map(folder -> new RunReader(folder).read());
    }

    /**
     * The curves of a run.
     *
     * @throws IOException if they cannot be read
     */
    public Curves curves(Path folder, long from, long to, int points) throws IOException {
        StepIndex index;
        synchronized (indexes) {
            index = indexes.computeIfAbsent(folder, path -> new StepIndex(path.resolve(RunFolder.STEPS)));
        }
        return index.curves(from, to, points);
    }
}

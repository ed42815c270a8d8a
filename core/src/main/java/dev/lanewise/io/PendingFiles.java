package dev.lanewise.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files that belong together, of which the last one names the others. It is there only while all of them are: the old
 * one goes before any other is replaced, and the new one comes after all others, also on the disk.
 */
final class PendingFiles implements AutoCloseable {
    private final List<PendingFile> all = new ArrayList<>();

    /**
     * Writes the next file under a temporary name.
     *
     * @throws UncheckedIOException if it cannot be written; the message names it
     */
    void write(Path file, AtomicFile.Content content) {
        try {
            all.add(PendingFile.write(file, content));
        } catch (IOException e) {
            throw Failures.unchecked("write", file, e);
        }
    }

    /**
     * Gives all files their names; there is at least one.
     *
     * @throws UncheckedIOException if one cannot take its name; the message names it
     */
    void commit() {
        PendingFile last = all.getLast();
        List<PendingFile> others = all.subList(0, all.size() - 1);
        if (!others.isEmpty()) {
            try {
                Files.deleteIfExists(last.place());
            } catch (IOException e) {
                throw Failures.unchecked("write", last.place(), e);
            }
            PendingFile.force(last.folder());
        }
        Set<Path> folders = new LinkedHashSet<>();
        for (PendingFile each : others) {
            commit(each);
            folders.add(each.folder());
        }
        folders.forEach(PendingFile::force);
        commit(last);
        PendingFile.force(last.folder());
    }

    private static void commit(PendingFile file) {
        try {
            file.commit();
        } catch (IOException e) {
            throw Failures.unchecked("write", file.place(), e);
        }
    }

    /** Deletes those that have not taken their names, also after one that cannot be deleted. */
    @Override
    public void close() {
        @Nullable
        UncheckedIOException failure = null;
        for (PendingFile each : all) {
            try {
                each.close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = Failures.unchecked("write", each.place(), e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}

package dev.lanewise.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;

/**
 * A file whose content is complete and forced to the disk, but under a temporary name until it is committed; closed
 * before that, it goes.
 */
final class PendingFile implements AutoCloseable {
    private final Path place;
    private final Path folder;
    private final TemporaryFile temporary;

    private PendingFile(Path place, Path folder, TemporaryFile temporary) {
        this.place = place;
        this.folder = folder;
        this.temporary = temporary;
    }

    static PendingFile write(Path file, AtomicFile.Content content) throws IOException {
        Path place = AtomicFile.place(file);
        Path folder = AtomicFile.folder(file, place);
        Leftovers.sweep(folder);
        Ownership old = Ownership.of(place);
        FileAttribute<?>[] attributes = old == null
                ? new FileAttribute<?>[0]
                : new FileAttribute<?>[] {old.atFirst()};
        TemporaryFile temporary = TemporaryFile.create(folder.toRealPath(), attributes);
        try {
            if (old != null) {
                old.giveTo(temporary.path());
            }
            content.writeTo(temporary.channel());
            temporary.channel().force(true);
            return new PendingFile(place, folder, temporary);
        } catch (IOException | RuntimeException | Error e) {
            try (temporary) {
                throw e; // what fails while the file is deleted is added to it
            }
        }
    }

    /** The name that the file will have. */
    Path place() {
        return place;
    }

    /** The folder that it will be in. */
    Path folder() {
        return folder;
    }

    /**
     * Gives the file its name, which replaces any file that has it. That survives a power failure once the folder has
     * been {@link #force forced}.
     */
    void commit() throws IOException {
        temporary.moveTo(place);
    }

    /** Makes new names in a folder, or that some are gone, survive a power failure. */
    static void force(Path folder) {
        if (!TemporaryFile.isOfTheSystem(folder)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException _) {
            // Not every system opens folders (Windows does not); the file itself is complete either way.
        }
    }

    /** Deletes the file unless it has been committed. */
    @Override
    public void close() throws IOException {
        temporary.close();
    }
}

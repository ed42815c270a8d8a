package dev.lanewise.tensorboard;

import dev.lanewise.io.Failures;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An event file that grows by whole records. Each is handed to the operating system at once, so that a killed process
 * loses none; a record that could not be written whole is taken back, so that the file stays readable.
 *
 * <p>Unlike a channel, this kind of file outlives the interrupt of a thread that writes to it.
 */
final class EventFile {
    private final Path path;
    private final RandomAccessFile file;

    /** Where the last whole record ends. */
    private long end;

    private EventFile(Path path, RandomAccessFile file) {
        this.path = path;
        this.file = file;
    }

    /** A new file that begins with these events; there is none if they cannot be written. */
    static EventFile create(Path path, List<byte[]> events) {
        try {
            Files.createFile(path);
        } catch (IOException e) {
            throw Failures.unchecked("write", path, e);
        }
        try {
            EventFile created = new EventFile(path, new RandomAccessFile(path.toFile(), "rw"));
            try {
                for (byte[] event : events) {
                    created.write(Records.framed(event));
                }
                return created;
            } catch (IOException e) {
                created.file.close();
                throw e;
            }
        } catch (IOException e) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw Failures.unchecked("write", path, e);
        }
    }

    Path path() {
        return path;
    }

    /**
     * Appends an event.
     *
     * @param what names it in the message of a failure
     */
    void append(byte[] event, String what) {
        try {
            write(Records.framed(event));
        } catch (IOException e) {
            try {
                file.setLength(end);
            } catch (IOException second) {
                e.addSuppressed(second); // the next record is written over what is left of this one
            }
            throw Failures.unchecked("write", path, e, "; " + what + " is lost");
        }
    }

    private void write(byte[] record) throws IOException {
        file.seek(end);
        file.write(record);
        end += record.length;
    }

    /** Waits until the disk has what was written. */
    void force() {
        try {
            file.getFD().sync();
        } catch (IOException e) {
            throw Failures.unchecked("write", path, e);
        }
    }

    void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw Failures.unchecked("write", path, e);
        }
    }
}

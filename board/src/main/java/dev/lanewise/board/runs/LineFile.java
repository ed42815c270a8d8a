package dev.lanewise.board.runs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * A file that grows by whole lines. Lines are gathered and handed to the operating system together; those that it does
 * not take are kept for the next time, so that the file never has half a line in its middle.
 *
 * <p>Unlike a channel, this kind of file outlives the interrupt of a thread that writes to it.
 */
final class LineFile {
    /** Lines that wait for a disk with room again, at most. */
    private static final int MOST_BYTES = 1 << 20;

    private final Path path;
    private final RandomAccessFile file;
    private final ByteArrayOutputStream waiting = new ByteArrayOutputStream();

    /** Where the last whole line ends. */
    private long end;

    private LineFile(Path path, RandomAccessFile file, long end) {
        this.path = path;
        this.file = file;
        this.end = end;
    }

    /**
     * Opens a file, made if need be, to append to it.
     *
     * @param end what lies behind this byte is dropped
     */
    static LineFile open(Path path, long end) throws IOException {
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        try {
            file.setLength(end);
        } catch (IOException e) {
            file.close();
            throw e;
        }
        return new LineFile(path, file, end);
    }

    Path path() {
        return path;
    }

    /** Takes a line, to be written by the next flush; false if too many are waiting, and it is dropped. */
    boolean add(String line) {
        byte[] bytes = (line + "\n").getBytes(StandardCharsets.UTF_8);
        if (waiting.size() > 0 && waiting.size() + bytes.length > MOST_BYTES) {
            return false;
        }
        waiting.write(bytes, 0, bytes.length);
        return true;
    }

    /** Whether a flush is due for the number of waiting bytes. */
    boolean isFull() {
        return waiting.size() > MOST_BYTES / 16;
    }

    /** Writes what waits. What fails is taken back, and waits on: the next time it is written to the same place. */
    void flush() throws IOException {
        if (waiting.size() == 0) {
            return;
        }
        try {
            file.seek(end);
            file.write(waiting.toByteArray());
        } catch (IOException e) {
            try {
                file.setLength(end);
            } catch (IOException second) {
                e.addSuppressed(second); // the next time it is written over
            }
            throw e;
        }
        end += waiting.size();
        waiting.reset();
    }

    void close() throws IOException {
        try {
            flush();
        } finally {
            file.close();
        }
    }
}

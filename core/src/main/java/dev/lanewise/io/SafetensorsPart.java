package dev.lanewise.io;

import dev.lanewise.io.SafetensorsFile.Entry;
import dev.lanewise.tensor.Shape;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * One file of tensors: its header, and access to their elements. Its handle stays open, or, if there are many files, it
 * is opened for each tensor, and must not have changed then.
 *
 * <p>Elements are read at their positions through a small direct buffer, which stays in the cache of the processor. A
 * mapped file takes longer, as each of its pages costs a fault (for 90 MB in the page cache 45 ms against 15, into
 * arrays whose pages are there), and reading what another process has cut off a mapped file is an error of the JVM.
 */
final class SafetensorsPart implements AutoCloseable {
    private final Path path;
    private final SafetensorsHeader header;
    private final FileVersion version;
    private final @Nullable OpenFile kept;
    private final ReadBuffers buffers;

    /** What is done with a file that is open. */
    @FunctionalInterface
    interface Reading<T> {
        T from(SafetensorsReader reader) throws IOException;
    }

    private SafetensorsPart(
            Path path, SafetensorsHeader header, FileVersion version, @Nullable OpenFile kept, ReadBuffers buffers) {
        this.path = path;
        this.header = header;
        this.version = version;
        this.kept = kept;
        this.buffers = buffers;
    }

    /**
     * Opens a file and reads its header.
     *
     * @param keep whether its handle stays open
     * @param buffers to read elements through
     */
    static SafetensorsPart open(Path path, boolean keep, ReadBuffers buffers) {
        try {
            FileVersion version = FileVersion.of(path);
            OpenFile file = OpenFile.of(path);
            try {
                SafetensorsHeader header = SafetensorsReader.header(file);
                if (!keep) {
                    file.channel().close();
                }
                return new SafetensorsPart(path, header, version, keep ? file : null, buffers);
            } catch (IOException | RuntimeException | Error e) {
                file.channel().close();
                throw e;
            }
        } catch (OutOfMemoryError e) {
            throw Failures.tooLarge(path); // what was read is collectable by now
        } catch (IOException e) {
            throw Failures.unchecked("read", path, e);
        }
    }

    Path path() {
        return path;
    }

    SafetensorsHeader header() {
        return header;
    }

    /** The shape of a tensor as this library can represent it. */
    Shape shape(Entry entry) {
        long most = (entry.end() - entry.begin()) / SafetensorsReader.type(entry).bytes(); // the header was checked
        for (long dim : entry.shape()) {
            most = Math.max(most, dim);
        }
        if (most > Integer.MAX_VALUE) {
            throw error(entry, "tensor " + Printable.quoted(entry.name()) + " of shape "
                    + Printable.brief(entry.shape().toString()) + " is larger than an array, of at most "
                    + Integer.MAX_VALUE + " elements");
        }
        return Shape.of(entry.shape().stream().mapToInt(Long::intValue).toArray());
    }

    /** An error at the first element of a tensor. */
    FormatException error(Entry entry, String reason) {
        return new FormatException(path, header.dataStart() + entry.begin(), reason);
    }

    /** Opens the file if need be, and reads. */
    <T> T read(Reading<T> reading) {
        try {
            if (kept != null) {
                return read(kept, reading);
            }
            OpenFile again = OpenFile.of(path);
            try (FileChannel _ = again.channel()) {
                if (!FileVersion.of(path).equals(version)) {
                    throw again.error(0, "the file has been replaced or changed since its header was read");
                }
                return read(again, reading);
            }
        } catch (OutOfMemoryError e) {
            throw Failures.tooLarge(path); // what was read is collectable by now
        } catch (IOException e) {
            throw Failures.unchecked("read", path, e);
        }
    }

    private <T> T read(OpenFile file, Reading<T> reading) throws IOException {
        ByteBuffer chunk = buffers.take();
        try {
            return reading.from(new SafetensorsReader(file, header.dataStart(), chunk));
        } finally {
            buffers.giveBack(chunk);
        }
    }

    /** Closes the file; a second time does nothing. */
    @Override
    public void close() {
        if (kept != null) {
            try {
                kept.channel().close();
            } catch (IOException e) {
                throw Failures.unchecked("close", path, e);
            }
        }
    }
}

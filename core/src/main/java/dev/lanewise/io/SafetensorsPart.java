package dev.lanewise.io;

import dev.lanewise.io.SafetensorsFile.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.atomic.AtomicReference;
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
    private static final int CHUNK_BYTES = 1 << 17;

    private final Path path;
    private final SafetensorsHeader header;
    private final Version version;
    private final @Nullable OpenFile kept;

    /** The buffer of the last read; null while a thread uses it. */
    private final AtomicReference<@Nullable ByteBuffer> spare = new AtomicReference<>();

    /** What tells a file from one that has been put in its place. */
    private record Version(long size, FileTime modified, @Nullable Object key) {
        static Version of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Version(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
        }
    }

    /** What is done with a file that is open. */
    @FunctionalInterface
    interface Reading<T> {
        T from(SafetensorsReader reader) throws IOException;
    }

    private SafetensorsPart(Path path, SafetensorsHeader header, Version version, @Nullable OpenFile kept) {
        this.path = path;
        this.header = header;
        this.version = version;
        this.kept = kept;
    }

    /**
     * Opens a file and reads its header.
     *
     * @param keep whether its handle stays open
     */
    static SafetensorsPart open(Path path, boolean keep) {
        try {
            Version version = Version.of(path);
            OpenFile file = OpenFile.of(path);
            try {
                SafetensorsHeader header = SafetensorsReader.header(file);
                if (!keep) {
                    file.channel().close();
                }
                return new SafetensorsPart(path, header, version, keep ? file : null);
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
                if (!Version.of(path).equals(version)) {
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
        ByteBuffer free = spare.getAndSet(null);
        ByteBuffer chunk = free == null
                ? ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN)
                : free;
        try {
            return reading.from(new SafetensorsReader(file, header.dataStart(), chunk));
        } finally {
            spare.set(chunk);
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

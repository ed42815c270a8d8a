package dev.lanewise.io;

import dev.lanewise.tensor.Shape;
import dev.lanewise.text.Printable;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipException;

/** Reads one IDX file, unpacking it if it is gzipped. */
final class IdxReader {
    /** Bytes of elements that an array has room for. */
    static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private static final int FIRST_CHUNK = 1 << 16;

    private final Path file;
    private final InputStream in;
    private long position;

    private IdxReader(Path file, InputStream in) {
        this.file = file;
        this.in = in;
    }

    static Idx read(Path file) {
        try {
            RegularFile.require(file);
            return open(file);
        } catch (OutOfMemoryError e) {
            throw Failures.tooLarge(file); // what was read is collectable by now
        } catch (IOException e) {
            throw Failures.unchecked("read", file, e);
        }
    }

    private static Idx open(Path file) throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
            raw.mark(2);
            boolean packed = raw.read() == 0x1F && raw.read() == 0x8B;
            raw.reset();
            if (!packed) {
                return new IdxReader(file, raw).read();
            }
            try (InputStream unpacked = new GzipInput(raw)) {
                return new IdxReader(file, unpacked).read();
            }
        }
    }

    private Idx read() throws IOException {
        try {
            return content();
        } catch (EOFException e) {
            throw error("the gzip stream ends too early");
        } catch (ZipException e) {
            throw error("the gzip stream is corrupt: " + Printable.sentence(String.valueOf(e.getMessage())));
        }
    }

    private Idx content() throws IOException {
        ByteBuffer magic = ByteBuffer.wrap(bytes(4, "the magic number"));
        if (magic.getShort() != 0) {
            throw errorAt(0, String.format(
                    "an IDX file begins with two zero bytes, this one with 0x%04x", magic.getShort(0)));
        }
        Idx.Type type = type(magic.get());
        int rank = Byte.toUnsignedInt(magic.get());
        ByteBuffer sizes = ByteBuffer.wrap(bytes(4 * rank, "the sizes of " + rank + " dimensions"));
        int[] dims = new int[rank];
        long bytes = type.bytes;
        for (int axis = 0; axis < rank; axis++) {
            dims[axis] = sizes.getInt();
            if (dims[axis] < 0) {
                throw errorAt(4 + 4L * axis, "dimension " + axis + " would have size "
                        + Integer.toUnsignedString(dims[axis]) + ", more than " + Integer.MAX_VALUE);
            }
            // Saturates where a long would overflow; a later dimension of size 0 still makes it 0.
            bytes = Math.min(bytes, Integer.MAX_VALUE) * dims[axis];
        }
        if (bytes > MAX_ARRAY) {
            throw errorAt(4,
                    "the elements of " + type + " " + Printable.brief(Arrays.toString(dims)) + " would take more than "
                            + MAX_ARRAY + " bytes");
        }
        Shape shape = Shape.of(dims);
        String elements = type + " " + Printable.brief(shape.toString());
        byte[] data = bytes((int) bytes, "the elements of " + elements);
        if (in.read() >= 0) {
            throw error("the file goes on after the last element of " + elements);
        }
        return new Idx(type, shape, data);
    }

    private Idx.Type type(byte code) {
        for (Idx.Type type : Idx.Type.values()) {
            if (type.code == code) {
                return type;
            }
        }
        throw errorAt(2, String.format("unknown element type 0x%02x", code));
    }

    /** The next bytes; the array grows as they arrive, because the header that announces them may lie. */
    private byte[] bytes(int count, String what) throws IOException {
        byte[] bytes = new byte[Math.min(count, FIRST_CHUNK)];
        for (int filled = 0; filled < count;) {
            if (filled == bytes.length) {
                bytes = Arrays.copyOf(bytes, (int) Math.min(count, 2L * filled));
            }
            int read = in.read(bytes, filled, bytes.length - filled);
            if (read < 0) {
                throw error("the file ends after " + filled + " of the " + count + " bytes of " + what);
            }
            filled += read;
            position += read;
        }
        return bytes;
    }

    private FormatException error(String reason) {
        return errorAt(position, reason);
    }

    private FormatException errorAt(long at, String reason) {
        return new FormatException(file, at, reason);
    }
}

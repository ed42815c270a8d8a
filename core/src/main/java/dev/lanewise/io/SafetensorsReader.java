package dev.lanewise.io;

import dev.lanewise.io.SafetensorsFile.Entry;
import dev.lanewise.tensor.Shape;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Reads the header of a safetensors file, and the elements of a tensor through one small buffer. */
final class SafetensorsReader {
    private static final int CHUNK_BYTES = 1 << 16;

    private final Path file;
    private final FileChannel channel;
    private final long dataStart;

    /** A reader of a file whose elements begin at a byte. */
    SafetensorsReader(Path file, FileChannel channel, long dataStart) {
        this.file = file;
        this.channel = channel;
        this.dataStart = dataStart;
    }

    static FileChannel open(Path file) throws IOException {
        RegularFile.require(file);
        return FileChannel.open(file, StandardOpenOption.READ);
    }

    static SafetensorsHeader header(Path file, FileChannel channel) throws IOException {
        SafetensorsReader reader = new SafetensorsReader(file, channel, 0);
        long fileBytes = channel.size();
        if (fileBytes < Long.BYTES) {
            throw new FormatException(file, fileBytes, "the file ends within the length of the header");
        }
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        reader.readFully(length, 0, "the length of the header");
        long headerBytes = length.getLong(0);
        if (headerBytes < 0 || headerBytes > SafetensorsHeader.MAX_BYTES) {
            throw new FormatException(file, 0, "the header would have " + Long.toUnsignedString(headerBytes)
                    + " bytes, more than the " + SafetensorsHeader.MAX_BYTES
                    + " that are allowed; is this a safetensors file?");
        }
        long dataBytes = fileBytes - Long.BYTES - headerBytes;
        if (dataBytes < 0) {
            throw new FormatException(file, fileBytes, "the file ends within the header of " + headerBytes + " bytes");
        }
        ByteBuffer json = ByteBuffer.allocate((int) headerBytes);
        reader.readFully(json, Long.BYTES, "the header");
        return SafetensorsHeader.parse(file, json.array(), dataBytes);
    }

    /** The shape as this library can represent it. */
    Shape shape(Entry entry) {
        long elements = elements(entry);
        for (long dim : entry.shape()) {
            elements = Math.max(elements, dim);
        }
        if (elements > Integer.MAX_VALUE) {
            throw error(entry, 0, "tensor " + Printable.quoted(entry.name()) + " of shape "
                    + Printable.brief(entry.shape().toString()) + " is larger than an array, of at most "
                    + Integer.MAX_VALUE + " elements");
        }
        return Shape.of(entry.shape().stream().mapToInt(Long::intValue).toArray());
    }

    private static long elements(Entry entry) {
        return (entry.end() - entry.begin()) / type(entry).bytes(); // the header has been checked
    }

    private static Dtype type(Entry entry) {
        return Objects.requireNonNull(Dtype.named(entry.dtype()));
    }

    float[] floats(Entry entry) throws IOException {
        float[] values = new float[shape(entry).size()];
        Dtype dtype = type(entry);
        ByteBuffer in = chunk(entry);
        int perChunk = CHUNK_BYTES / dtype.bytes();
        for (int from = 0, to; from < values.length; from = to) {
            to = from + Math.min(perChunk, values.length - from);
            fill(in, entry, from, to);
            switch (dtype) {
                case F32 -> in.asFloatBuffer().get(values, from, to - from);
                case F16 -> {
                    for (int i = from; i < to; i++) {
                        values[i] = Float.float16ToFloat(in.getShort());
                    }
                }
                case BF16 -> {
                    for (int i = from; i < to; i++) {
                        values[i] = Float.intBitsToFloat(in.getShort() << Short.SIZE);
                    }
                }
                case F64 -> {
                    for (int i = from; i < to; i++) {
                        values[i] = (float) in.getDouble();
                    }
                }
                default -> throw new AssertionError(dtype);
            }
        }
        return values;
    }

    int[] ints(Entry entry) throws IOException {
        int[] values = new int[shape(entry).size()];
        Dtype dtype = type(entry);
        ByteBuffer in = chunk(entry);
        int perChunk = CHUNK_BYTES / dtype.bytes();
        for (int from = 0, to; from < values.length; from = to) {
            to = from + Math.min(perChunk, values.length - from);
            fill(in, entry, from, to);
            for (int i = from; i < to; i++) {
                long value = dtype.readInt(in);
                boolean inRange = value == (int) value && !(dtype == Dtype.U64 && value < 0);
                if (!inRange || dtype == Dtype.BOOL && value > 1) {
                    throw error(entry, i, "element " + i + " of tensor " + Printable.quoted(entry.name()) + ", a "
                            + dtype + ", is "
                            + (dtype == Dtype.U64 ? Long.toUnsignedString(value) : Long.toString(value))
                            + (dtype == Dtype.BOOL ? ", not 0 or 1" : ", outside the range of int"));
                }
                values[i] = (int) value;
            }
        }
        return values;
    }

    /** A buffer no larger than the tensor needs. */
    private static ByteBuffer chunk(Entry entry) {
        return ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, entry.end() - entry.begin()))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Reads elements {@code from .. to - 1}. */
    private void fill(ByteBuffer chunk, Entry entry, int from, int to) throws IOException {
        int bytes = type(entry).bytes();
        chunk.clear().limit((to - from) * bytes);
        readFully(chunk, dataStart + entry.begin() + (long) from * bytes, "tensor " + Printable.quoted(entry.name()));
        chunk.flip();
    }

    private void readFully(ByteBuffer target, long position, String what) throws IOException {
        long at = position;
        while (target.hasRemaining()) {
            int count = channel.read(target, at);
            if (count < 0) {
                throw new FormatException(file, at, "the file ended within " + what + " while it was being read");
            }
            at += count;
        }
    }

    private FormatException error(Entry entry, int element, String reason) {
        return new FormatException(file, dataStart + entry.begin() + (long) element * type(entry).bytes(), reason);
    }
}

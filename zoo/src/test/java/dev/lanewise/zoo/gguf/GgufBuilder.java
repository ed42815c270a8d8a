package dev.lanewise.zoo.gguf;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes GGUF files that nobody else would: each number is written as it is given. */
public final class GgufBuilder {
    public static final int UINT8 = 0;
    public static final int UINT32 = 4;
    public static final int FLOAT32 = 6;
    public static final int BOOL = 7;
    public static final int STRING = 8;
    public static final int ARRAY = 9;
    public static final int UINT64 = 10;

    private final ByteArrayOutputStream values = new ByteArrayOutputStream();
    private final ByteArrayOutputStream tensors = new ByteArrayOutputStream();
    private long valueCount;
    private long tensorCount;
    private int version = 3;

    public GgufBuilder version(int version) {
        this.version = version;
        return this;
    }

    /** Other counts than there are. */
    public GgufBuilder counts(long tensors, long values) {
        tensorCount = tensors;
        valueCount = values;
        return this;
    }

    public GgufBuilder value(String key, int type, byte[]... parts) {
        values.writeBytes(text(key));
        values.writeBytes(i32(type));
        for (byte[] part : parts) {
            values.writeBytes(part);
        }
        valueCount++;
        return this;
    }

    /** A tensor, its dimensions with the innermost first. */
    public GgufBuilder tensor(String name, int type, long offset, long... dims) {
        tensors.writeBytes(text(name));
        tensors.writeBytes(i32(dims.length));
        for (long dim : dims) {
            tensors.writeBytes(i64(dim));
        }
        tensors.writeBytes(i32(type));
        tensors.writeBytes(i64(offset));
        tensorCount++;
        return this;
    }

    public static byte[] i32(int value) {
        return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
    }

    public static byte[] i64(long value) {
        return ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
    }

    public static byte[] f32(float value) {
        return i32(Float.floatToRawIntBits(value));
    }

    public static byte[] text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    /** With their length before them. */
    public static byte[] bytes(byte[] content) {
        return ByteBuffer.allocate(8 + content.length).order(ByteOrder.LITTLE_ENDIAN).putLong(content.length)
                .put(content).array();
    }

    /** The file, with data behind the multiple of 32 at which they may begin. */
    public byte[] build(byte[] data) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes("GGUF".getBytes(StandardCharsets.US_ASCII));
        all.writeBytes(i32(version));
        all.writeBytes(i64(tensorCount));
        all.writeBytes(i64(valueCount));
        all.writeBytes(values.toByteArray());
        all.writeBytes(tensors.toByteArray());
        all.writeBytes(new byte[-all.size() & 31]);
        all.writeBytes(data);
        return all.toByteArray();
    }

    /** A file with these values before its own, and one that fills them up to a multiple of the alignment. */
    public byte[] valuesInto(byte[] file) {
        int first = 24; // after the counts
        byte[] key = text("filling");
        int others = values.size() + key.length + Integer.BYTES + Long.BYTES;
        byte[] filling = text("x".repeat(-others & 31));
        ByteBuffer all = ByteBuffer.allocate(file.length + others + filling.length - Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        all.put(file, 0, first).put(values.toByteArray()).put(key).put(i32(STRING)).put(filling)
                .put(file, first, file.length - first);
        return all.putLong(first - Long.BYTES, all.getLong(first - Long.BYTES) + valueCount + 1).array();
    }

    /** Writes it. */
    public Path write(Path file, byte[] data) {
        try {
            return Files.write(file, build(data));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

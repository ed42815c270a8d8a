package dev.lanewise.io;

import dev.lanewise.io.SafetensorsFile.Entry;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/** Reads the header of a safetensors file, and the elements of a tensor through one small buffer. */
final class SafetensorsReader {
    private final OpenFile file;
    private final long dataStart;
    private final ByteBuffer chunk;

    /**
     * A reader of a file whose elements begin at a byte.
     *
     * @param chunk what elements are read through, little-endian, of whole elements of any type
     */
    SafetensorsReader(OpenFile file, long dataStart, ByteBuffer chunk) {
        this.file = file;
        this.dataStart = dataStart;
        this.chunk = chunk;
    }

    static SafetensorsHeader header(OpenFile file) throws IOException {
        long fileBytes = file.size();
        if (fileBytes < Long.BYTES) {
            throw file.error(fileBytes, "the file ends within the length of the header");
        }
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        file.readFully(length, 0, "the length of the header");
        long headerBytes = length.getLong(0);
        if (headerBytes < 0 || headerBytes > SafetensorsHeader.MAX_BYTES) {
            throw file.error(0, "the header would have " + Long.toUnsignedString(headerBytes)
                    + " bytes, more than the " + SafetensorsHeader.MAX_BYTES
                    + " that are allowed; is this a safetensors file?");
        }
        long dataBytes = fileBytes - Long.BYTES - headerBytes;
        if (dataBytes < 0) {
            throw file.error(fileBytes, "the file ends within the header of " + headerBytes + " bytes");
        }
        ByteBuffer json = ByteBuffer.allocate((int) headerBytes);
        file.readFully(json, Long.BYTES, "the header");
        return SafetensorsHeader.parse(file.path(), json.array(), dataBytes);
    }

    /** The type of a tensor that can be read. */
    static Dtype type(Entry entry) {
        return Objects.requireNonNull(Dtype.named(entry.dtype()));
    }

    float[] floats(Entry entry, int size) throws IOException {
        float[] values = new float[size];
        Dtype dtype = type(entry);
        int perChunk = chunk.capacity() / dtype.bytes();
        for (int from = 0, to; from < values.length; from = to) {
            to = from + Math.min(perChunk, values.length - from);
            fill(entry, from, to);
            Decoding.floats(dtype, chunk, values, from, to);
        }
        return values;
    }

    int[] ints(Entry entry, int size) throws IOException {
        int[] values = new int[size];
        Dtype dtype = type(entry);
        int perChunk = chunk.capacity() / dtype.bytes();
        for (int from = 0, to; from < values.length; from = to) {
            to = from + Math.min(perChunk, values.length - from);
            fill(entry, from, to);
            int wrong = Decoding.ints(dtype, chunk, values, from, to);
            if (wrong >= 0) {
                throw error(entry, wrong, "element " + wrong + " of tensor " + Printable.quoted(entry.name()) + ", a "
                        + dtype + ", " + dtype.complaint(chunk, (wrong - from) * dtype.bytes()));
            }
        }
        return values;
    }

    /** Reads elements {@code from .. to - 1}. */
    private void fill(Entry entry, int from, int to) throws IOException {
        int bytes = type(entry).bytes();
        chunk.clear().limit((to - from) * bytes);
        file.readFully(chunk, dataStart + entry.begin() + (long) from * bytes,
                "tensor " + Printable.quoted(entry.name()));
        chunk.flip();
    }

    private FormatException error(Entry entry, int element, String reason) {
        return file.error(dataStart + entry.begin() + (long) element * type(entry).bytes(), reason);
    }
}

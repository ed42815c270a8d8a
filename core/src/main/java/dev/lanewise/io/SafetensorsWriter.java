package dev.lanewise.io;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes a safetensors file through one small buffer, tensor by tensor. */
final class SafetensorsWriter {
    private static final int CHUNK_BYTES = 1 << 16;

    private final FileChannel channel;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    private final float[] floats = new float[CHUNK_BYTES / Float.BYTES];
    private final short[] halves = new short[CHUNK_BYTES / Float.BYTES];

    private SafetensorsWriter(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * The content of a file; its header is made at once.
     *
     * @throws IllegalArgumentException if the format cannot hold it
     */
    static AtomicFile.Content content(List<SafetensorsItem> items, Map<String, String> metadata) {
        List<SafetensorsItem> sorted = sorted(items);
        ByteBuffer header = header(sorted, metadata);
        return channel -> {
            SafetensorsWriter writer = new SafetensorsWriter(channel);
            writer.writeFully(header.duplicate());
            for (SafetensorsItem item : sorted) {
                if (item.floats() != null) {
                    writer.write(item.floats().get(), item.dtype());
                } else if (item.ints() != null) {
                    writer.write(item.ints());
                }
            }
        };
    }

    /** The widest types first, and by the bytes of the names, as the reference implementation sorts. */
    private static List<SafetensorsItem> sorted(List<SafetensorsItem> items) {
        List<SafetensorsItem> sorted = new ArrayList<>(items);
        sorted.sort(Comparator.comparingInt((SafetensorsItem item) -> -item.dtype().bits)
                .thenComparing(item -> item.name().getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));
        return sorted;
    }

    private static ByteBuffer header(List<SafetensorsItem> items, Map<String, String> metadata) {
        StringBuilder json = new StringBuilder("{");
        if (!metadata.isEmpty()) {
            json.append('"').append(SafetensorsHeader.METADATA).append("\":{");
            new TreeMap<>(metadata).forEach((key, value) -> {
                separate(json);
                JsonText.quote(key, json);
                json.append(':');
                JsonText.quote(value, json);
            });
            json.append('}');
        }
        long end = 0;
        for (SafetensorsItem item : items) {
            end = describe(item, end, json);
        }
        json.append('}');
        return framed(json);
    }

    /** Appends a tensor's entry and returns where its data ends. */
    private static long describe(SafetensorsItem item, long begin, StringBuilder json) {
        if (item.name().equals(SafetensorsHeader.METADATA)) {
            throw new IllegalArgumentException("save: a tensor cannot have the name " + item.name());
        }
        if (item.shape().rank() > SafetensorsHeader.MAX_RANK) {
            throw new IllegalArgumentException("save: tensor " + Printable.quoted(item.name()) + " of shape "
                    + Printable.brief(item.shape().toString()) + " has more than " + SafetensorsHeader.MAX_RANK
                    + " dimensions");
        }
        long end = begin + item.bytes();
        separate(json);
        JsonText.quote(item.name(), json);
        json.append(":{\"dtype\":\"").append(item.dtype()).append("\",\"shape\":[");
        for (int dim : item.shape().dims()) {
            separate(json);
            json.append(dim);
        }
        json.append("],\"data_offsets\":[").append(begin).append(',').append(end).append("]}");
        return end;
    }

    /** Appends a comma unless this is the first member or element. */
    private static void separate(StringBuilder json) {
        char last = json.charAt(json.length() - 1);
        if (last != '{' && last != '[') {
            json.append(',');
        }
    }

    /** The header with its length before it, padded so that the data is aligned. */
    private static ByteBuffer framed(StringBuilder json) {
        ByteBuffer text = utf8(json);
        int padding = -text.remaining() & (Long.BYTES - 1);
        int length = text.remaining() + padding;
        if (length > SafetensorsHeader.MAX_BYTES) {
            throw new IllegalArgumentException("save: the header would have " + length + " bytes, more than the "
                    + SafetensorsHeader.MAX_BYTES + " that are allowed");
        }
        ByteBuffer framed = ByteBuffer.allocate(Long.BYTES + length).order(ByteOrder.LITTLE_ENDIAN);
        framed.putLong(length).put(text).put(" ".repeat(padding).getBytes(StandardCharsets.US_ASCII));
        return framed.flip();
    }

    static ByteBuffer utf8(StringBuilder json) {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(json));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("save: a name or the metadata has half of a surrogate pair", e);
        }
    }

    private void write(IntTensor tensor) throws IOException {
        int[] values = tensor.toArray();
        int perChunk = CHUNK_BYTES / Dtype.I64.bytes();
        for (int from = 0, to; from < values.length; from = to) {
            to = from + Math.min(perChunk, values.length - from);
            chunk.clear();
            for (int i = from; i < to; i++) {
                chunk.putLong(values[i]);
            }
            writeFully(chunk.flip());
        }
    }

    private void write(Tensor tensor, Dtype dtype) throws IOException {
        // A detached view: slices of it share the storage, and saving leaves no trace in the tensor's history.
        Tensor flat = tensor.detach().reshape(tensor.size());
        for (int from = 0, to; from < flat.size(); from = to) {
            to = from + Math.min(floats.length, flat.size() - from);
            flat.slice(0, from, to).copyTo(floats, 0);
            int count = to - from;
            chunk.clear();
            switch (dtype) {
                case F16 -> halves(count, chunk.asShortBuffer());
                case BF16 -> upperHalves(count, chunk.asShortBuffer());
                default -> chunk.asFloatBuffer().put(floats, 0, count);
            }
            writeFully(chunk.limit(count * dtype.bytes()));
        }
    }

    private void halves(int count, ShortBuffer out) {
        for (int i = 0; i < count; i++) {
            halves[i] = Float.floatToFloat16(floats[i]);
        }
        out.put(halves, 0, count);
    }

    /** Rounds to the nearest, ties to even, which carries over into the exponent and to infinity; NaN stays NaN. */
    private void upperHalves(int count, ShortBuffer out) {
        for (int i = 0; i < count; i++) {
            int bits = Float.floatToRawIntBits(floats[i]);
            int rounded = bits + 0x7FFF + (bits >>> Short.SIZE & 1);
            int quiet = bits | 0x400000;
            halves[i] = (short) ((Float.isNaN(floats[i]) ? quiet : rounded) >>> Short.SIZE);
        }
        out.put(halves, 0, count);
    }

    private void writeFully(ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            channel.write(source);
        }
    }
}

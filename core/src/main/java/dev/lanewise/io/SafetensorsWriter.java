package dev.lanewise.io;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes a safetensors file through one small buffer. */
final class SafetensorsWriter {
    private static final int CHUNK_BYTES = 1 << 16;

    private final FileChannel channel;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private SafetensorsWriter(FileChannel channel) {
        this.channel = channel;
    }

    static void write(Path file, Safetensors content) {
        Required.nonNull("save: the path", file);
        List<Map.Entry<String, IntTensor>> ints = sorted(content.ints());
        List<Map.Entry<String, Tensor>> tensors = sorted(content.tensors());
        ByteBuffer header = header(content, ints, tensors);
        AtomicFile.write(file, channel -> {
            SafetensorsWriter writer = new SafetensorsWriter(channel);
            writer.writeFully(header);
            for (Map.Entry<String, IntTensor> entry : ints) {
                writer.write(entry.getValue());
            }
            for (Map.Entry<String, Tensor> entry : tensors) {
                writer.write(entry.getValue());
            }
        });
    }

    /** By the bytes of the names, as the reference implementation sorts. */
    private static <T> List<Map.Entry<String, T>> sorted(Map<String, T> map) {
        List<Map.Entry<String, T>> entries = new ArrayList<>(map.entrySet());
        entries.sort(Comparator.comparing(entry -> entry.getKey().getBytes(StandardCharsets.UTF_8),
                Arrays::compareUnsigned));
        return entries;
    }

    private static ByteBuffer header(
            Safetensors content, List<Map.Entry<String, IntTensor>> ints, List<Map.Entry<String, Tensor>> tensors) {
        StringBuilder json = new StringBuilder("{");
        if (!content.metadata().isEmpty()) {
            json.append('"').append(SafetensorsHeader.METADATA).append("\":{");
            new TreeMap<>(content.metadata()).forEach((key, value) -> {
                separate(json);
                JsonText.quote(key, json);
                json.append(':');
                JsonText.quote(value, json);
            });
            json.append('}');
        }
        long end = 0;
        for (Map.Entry<String, IntTensor> entry : ints) {
            if (content.tensors().containsKey(entry.getKey())) {
                throw new IllegalArgumentException("save: the name " + Printable.quoted(entry.getKey())
                        + " is that of a tensor of floats and of one of ints");
            }
            end = describe(entry.getKey(), Dtype.I64, entry.getValue().shape(), end, json);
        }
        for (Map.Entry<String, Tensor> entry : tensors) {
            end = describe(entry.getKey(), Dtype.F32, entry.getValue().shape(), end, json);
        }
        json.append('}');
        return framed(json);
    }

    /** Appends a tensor's entry and returns where its data ends. */
    private static long describe(String name, Dtype dtype, Shape shape, long begin, StringBuilder json) {
        if (name.equals(SafetensorsHeader.METADATA)) {
            throw new IllegalArgumentException("save: a tensor cannot have the name " + name);
        }
        if (shape.rank() > SafetensorsHeader.MAX_RANK) {
            throw new IllegalArgumentException("save: tensor " + Printable.quoted(name) + " of shape "
                    + Printable.brief(shape.toString()) + " has more than " + SafetensorsHeader.MAX_RANK
                    + " dimensions");
        }
        long end = begin + (long) shape.size() * dtype.bytes();
        separate(json);
        JsonText.quote(name, json);
        json.append(":{\"dtype\":\"").append(dtype).append("\",\"shape\":[");
        for (int dim : shape.dims()) {
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
        ByteBuffer text;
        try {
            text = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(json));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("save: a name or the metadata has half of a surrogate pair", e);
        }
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

    private void write(Tensor tensor) throws IOException {
        // A detached view: slices of it share the storage, and saving leaves no trace in the tensor's history.
        Tensor flat = tensor.detach().reshape(tensor.size());
        int perChunk = CHUNK_BYTES / Dtype.F32.bytes();
        float[] values = new float[Math.min(perChunk, flat.size())];
        for (int from = 0, to; from < flat.size(); from = to) {
            to = from + Math.min(values.length, flat.size() - from);
            flat.slice(0, from, to).copyTo(values, 0);
            chunk.clear().asFloatBuffer().put(values, 0, to - from);
            writeFully(chunk.limit((to - from) * Dtype.F32.bytes()));
        }
    }

    private void writeFully(ByteBuffer source) throws IOException {
        while (source.hasRemaining()) {
            channel.write(source);
        }
    }
}

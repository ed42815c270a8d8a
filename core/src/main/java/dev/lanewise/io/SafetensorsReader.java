package dev.lanewise.io;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads a safetensors file from front to back through one small buffer. */
final class SafetensorsReader {
    private static final int CHUNK_BYTES = 1 << 16;

    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    private SafetensorsReader(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    static Safetensors read(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new SafetensorsReader(file, channel).read();
        } catch (OutOfMemoryError e) {
            throw Failures.tooLarge(file); // what was read is garbage by now
        } catch (IOException e) {
            throw Failures.unchecked("read", file, e);
        }
    }

    private Safetensors read() throws IOException {
        long fileBytes = channel.size();
        if (fileBytes < Long.BYTES) {
            throw new FormatException(file, fileBytes, "the file ends within the length of the header");
        }
        long headerBytes = fill(Long.BYTES, "length of the header").getLong();
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
        readFully(json, "header");
        SafetensorsHeader header = SafetensorsHeader.parse(file, json.array(), dataBytes);

        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, IntTensor> ints = new LinkedHashMap<>();
        for (SafetensorsHeader.Entry entry : header.entries()) {
            if (entry.dtype().isFloat) {
                tensors.put(entry.name(), Tensor.wrap(floats(entry), entry.shape()));
            } else {
                ints.put(entry.name(), IntTensor.wrap(ints(entry), entry.shape()));
            }
        }
        return new Safetensors(tensors, ints, header.metadata());
    }

    private float[] floats(SafetensorsHeader.Entry entry) throws IOException {
        float[] values = new float[entry.shape().size()];
        int perChunk = CHUNK_BYTES / entry.dtype().bytes;
        for (int from = 0, to; from < values.length; from = to) {
            to = from + Math.min(perChunk, values.length - from);
            ByteBuffer in = fill((to - from) * entry.dtype().bytes, entry.name());
            switch (entry.dtype()) {
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
                default -> throw new AssertionError(entry.dtype());
            }
        }
        return values;
    }

    private int[] ints(SafetensorsHeader.Entry entry) throws IOException {
        int[] values = new int[entry.shape().size()];
        Dtype dtype = entry.dtype();
        int perChunk = CHUNK_BYTES / dtype.bytes;
        for (int from = 0, to; from < values.length; from = to) {
            to = from + Math.min(perChunk, values.length - from);
            long position = channel.position();
            ByteBuffer in = fill((to - from) * dtype.bytes, entry.name());
            for (int i = from; i < to; i++) {
                long value = dtype.readInt(in);
                boolean inRange = value == (int) value && !(dtype == Dtype.U64 && value < 0);
                if (!inRange || dtype == Dtype.BOOL && value > 1) {
                    throw new FormatException(file, position + (long) (i - from) * dtype.bytes, "element " + i
                            + " of tensor " + JsonText.brief(entry.name()) + ", a " + dtype + ", is "
                            + (dtype == Dtype.U64 ? Long.toUnsignedString(value) : Long.toString(value))
                            + (dtype == Dtype.BOOL ? ", not 0 or 1" : ", outside the range of int"));
                }
                values[i] = (int) value;
            }
        }
        return values;
    }

    /** The next bytes of the file. */
    private ByteBuffer fill(int bytes, String what) throws IOException {
        readFully(chunk.clear().limit(bytes), what);
        return chunk.flip();
    }

    private void readFully(ByteBuffer target, String what) throws IOException {
        while (target.hasRemaining()) {
            if (channel.read(target) < 0) {
                throw new FormatException(file, channel.position(),
                        "the file ended within " + JsonText.brief(what) + " while it was being read");
            }
        }
    }
}

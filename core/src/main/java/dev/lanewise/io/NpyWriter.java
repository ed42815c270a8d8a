package dev.lanewise.io;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes an array in NumPy's format through one small buffer. */
final class NpyWriter {
    private static final int CHUNK_BYTES = 1 << 18;

    private NpyWriter() {}

    /** Takes the bytes in their order. */
    @FunctionalInterface
    interface Target {
        /** Takes all that remains in the buffer. */
        void write(ByteBuffer source) throws IOException;
    }

    /** Refuses a shape that NumPy cannot have. */
    static void requireWritable(String what, Value value) {
        if (value.shape().rank() > SafetensorsHeader.MAX_RANK) {
            throw new IllegalArgumentException(
                    "write: " + what + " of shape " + Printable.brief(value.shape().toString()) + " has more than "
                            + SafetensorsHeader.MAX_RANK + " dimensions");
        }
    }

    static void write(Value value, Target target) throws IOException {
        String descr = switch (value) {
            case Tensor _ -> "<f4";
            case IntTensor _ -> "<i4";
            case BoolTensor _ -> "|b1";
        };
        target.write(ByteBuffer.wrap(NpyHeader.written(descr, value.shape())));
        int size = value.shape().size();
        if (size == 0) {
            return;
        }
        int bytes = value instanceof BoolTensor ? 1 : Float.BYTES;
        try (Arena arena = Arena.ofConfined()) {
            int perChunk = Math.min(CHUNK_BYTES / bytes, size);
            ByteBuffer chunk = arena.allocate((long) perChunk * bytes).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            Encoder encoder = encoder(value, perChunk);
            for (int from = 0, to; from < size; from = to) {
                to = from + Math.min(perChunk, size - from);
                encoder.encode(from, to, chunk.clear());
                target.write(chunk.position(0).limit((to - from) * bytes));
            }
        }
    }

    /** Writes elements {@code from .. to - 1} to the beginning of a buffer. */
    private interface Encoder {
        void encode(int from, int to, ByteBuffer chunk);
    }

    private static Encoder encoder(Value value, int perChunk) {
        int size = value.shape().size();
        return switch (value) {
            case Tensor floats -> {
                // A detached view: slices of it share the storage, and writing leaves no trace in the history.
                Tensor flat = floats.detach().reshape(size);
                float[] part = new float[perChunk];
                yield (from, to, chunk) -> {
                    flat.slice(0, from, to).copyTo(part, 0);
                    chunk.asFloatBuffer().put(part, 0, to - from);
                };
            }
            case IntTensor ints -> {
                IntTensor flat = ints.reshape(size);
                yield (from, to, chunk) -> chunk.asIntBuffer().put(flat.slice(0, from, to).toArray());
            }
            case BoolTensor bools -> {
                BoolTensor flat = bools.reshape(size);
                yield (from, to, chunk) -> {
                    for (boolean element : flat.slice(0, from, to).toArray()) {
                        chunk.put((byte) (element ? 1 : 0));
                    }
                };
            }
        };
    }
}

package dev.lanewise.io;

import dev.lanewise.tensor.Shape;
import dev.lanewise.text.Position;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * Reads the elements of a tensor: one after the other, if they lie so; otherwise all bytes from the first to the last,
 * among which they are then gathered.
 *
 * @param <A> an array of floats or ints
 * @param <V> the tensor of such elements
 */
final class TorchReader<A, V> {
    private static final int MOST_CHUNK_BYTES = 1 << 18;
    private static final int LEAST_CHUNK_BYTES = 1 << 12;

    private final TorchSource source;
    private final String name;
    private final TorchTensor tensor;
    private final Dtype dtype;
    private final Shape shape;
    private final Elements<A, V> kind;

    private TorchReader(TorchSource source, String name, TorchTensor tensor, Shape shape, Elements<A, V> kind) {
        this.source = source;
        this.name = name;
        this.tensor = tensor;
        this.dtype = Objects.requireNonNull(tensor.type().dtype);
        this.shape = shape;
        this.kind = kind;
    }

    /** Reads a tensor of a type that is read; of ints, if its elements are such. */
    static <A, V> V read(TorchSource source, String name, TorchTensor tensor, Shape shape, Elements<A, V> kind)
            throws IOException {
        return new TorchReader<>(source, name, tensor, shape, kind).read();
    }

    private V read() throws IOException {
        A all = kind.array(shape.size());
        if (shape.size() > 0) {
            try (Arena arena = Arena.ofConfined()) {
                int bytes = Math.clamp((long) shape.size() * dtype.bytes(), LEAST_CHUNK_BYTES, MOST_CHUNK_BYTES);
                ByteBuffer chunk = arena.allocate(bytes, Long.BYTES).asByteBuffer().order(source.order());
                if (tensor.isContiguous()) {
                    source.read(tensor.storage(), tensor.offset() * dtype.bytes(),
                            (long) shape.size() * dtype.bytes(), chunk, in -> readInOrder(in, chunk, all));
                } else {
                    gather(span(arena, chunk), chunk, all);
                }
            }
        }
        return kind.wrap(all, shape);
    }

    private A readInOrder(NpyBytes in, ByteBuffer chunk, A all) throws IOException {
        int perChunk = chunk.capacity() / dtype.bytes();
        for (int from = 0, to; from < shape.size(); from = to) {
            to = from + Math.min(perChunk, shape.size() - from);
            chunk.clear().limit((to - from) * dtype.bytes());
            in.fill(chunk, (tensor.offset() + from) * dtype.bytes(), "a storage");
            decode(chunk.flip(), all, from, to);
        }
        return all;
    }

    /** The bytes from the first to the last element, outside of the heap: they may be more than an array holds. */
    private MemorySegment span(Arena arena, ByteBuffer chunk) throws IOException {
        long begin = tensor.offset() * dtype.bytes();
        long count = tensor.span() * dtype.bytes();
        MemorySegment span = arena.allocate(count, Long.BYTES);
        return source.read(tensor.storage(), begin, count, chunk, in -> {
            for (long at = 0; at < count; at += MOST_CHUNK_BYTES) {
                long bytes = Math.min(MOST_CHUNK_BYTES, count - at);
                in.fill(span.asSlice(at, bytes).asByteBuffer(), begin + at, "a storage");
            }
            return span;
        });
    }

    private void gather(MemorySegment span, ByteBuffer chunk, A all) {
        MemorySegment target = MemorySegment.ofBuffer(chunk.clear());
        TorchOrder order = new TorchOrder(tensor.shape(), tensor.strides());
        int perChunk = chunk.capacity() / dtype.bytes();
        for (int from = 0, to; from < shape.size(); from = to) {
            to = from + Math.min(perChunk, shape.size() - from);
            int count = to - from;
            switch (dtype.bytes()) {
                case 1 -> {
                    for (int i = 0; i < count; i++) {
                        target.set(ValueLayout.JAVA_BYTE, i, span.get(ValueLayout.JAVA_BYTE, order.next()));
                    }
                }
                case 2 -> {
                    for (int i = 0; i < count; i++) {
                        target.setAtIndex(ValueLayout.JAVA_SHORT, i,
                                span.getAtIndex(ValueLayout.JAVA_SHORT, order.next()));
                    }
                }
                case 4 -> {
                    for (int i = 0; i < count; i++) {
                        target.setAtIndex(ValueLayout.JAVA_INT, i, span.getAtIndex(ValueLayout.JAVA_INT, order.next()));
                    }
                }
                default -> {
                    for (int i = 0; i < count; i++) {
                        target.setAtIndex(ValueLayout.JAVA_LONG, i,
                                span.getAtIndex(ValueLayout.JAVA_LONG, order.next()));
                    }
                }
            }
            decode(chunk.clear().limit(count * dtype.bytes()), all, from, to);
        }
    }

    private void decode(ByteBuffer chunk, A all, int from, int to) {
        int wrong = kind.decode(dtype, chunk, all, from, to);
        if (wrong >= 0) {
            throw source.error(tensor.at(), "element " + Position.of(wrong, shape.dims()) + " of tensor "
                    + Printable.quoted(name) + ", a " + tensor.type() + ", "
                    + dtype.complaint(chunk, (wrong - from) * dtype.bytes()));
        }
    }
}

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
 * Reads the elements of a tensor: one after the other, if they lie so; otherwise those of the storage from the first to
 * the last, among which they are gathered. Both take a small window over the storage, however large that is.
 *
 * @param <A> an array of floats or ints
 * @param <V> the tensor of such elements
 */
final class TorchReader<A, V> {
    private static final int MOST_CHUNK_BYTES = 1 << 18;
    private static final int LEAST_CHUNK_BYTES = 1 << 12;

    /** How many elements of a storage may lie within a tensor for each of its own, if all have to be in memory. */
    private static final long MOST_SPARSE = 64;

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
                    decode(gathered(arena, chunk), all);
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

    /** The bytes of the elements in row-major order, picked from a window that moves over those of the storage. */
    private MemorySegment gathered(Arena arena, ByteBuffer chunk) throws IOException {
        TorchOrder order = new TorchOrder(tensor.shape(), tensor.strides());
        int bytes = dtype.bytes();
        long span = tensor.span();
        long room = Math.min(span, chunk.capacity() / bytes);
        if (!order.isAscending()) { // dimensions overlap: all have to be there
            room = span;
            if (span > MOST_SPARSE * Math.max(LEAST_CHUNK_BYTES, shape.size())) {
                throw source.error(tensor.at(), "tensor " + Printable.quoted(name) + ", " + tensor.described()
                        + ", has dimensions that overlap, over " + span + " elements of its storage");
            }
        }
        MemorySegment window = arena.allocate(room * bytes, Long.BYTES);
        MemorySegment target = arena.allocate((long) shape.size() * bytes, Long.BYTES);
        long most = room;
        return source.read(tensor.storage(), tensor.offset() * bytes, span * bytes, chunk, in -> {
            long begin = 0;
            long end = 0;
            for (int done = 0, count; done < shape.size(); done += count) {
                while (order.place() >= end) {
                    begin = end;
                    end = Math.min(span, begin + most);
                    fill(in, window.asSlice(0, (end - begin) * bytes), (tensor.offset() + begin) * bytes);
                }
                count = order.row(end);
                move(window, order.place() - begin, target, order, count);
                order.advance(count);
            }
            return target;
        });
    }

    private static void fill(NpyBytes in, MemorySegment target, long position) throws IOException {
        for (long at = 0; at < target.byteSize(); at += MOST_CHUNK_BYTES) {
            long bytes = Math.min(MOST_CHUNK_BYTES, target.byteSize() - at);
            in.fill(target.asSlice(at, bytes).asByteBuffer(), position + at, "a storage");
        }
    }

    /** Copies some elements of a row. */
    private void move(MemorySegment from, long place, MemorySegment to, TorchOrder order, int count) {
        long stride = order.stride();
        long number = order.number();
        long step = order.step();
        switch (dtype.bytes()) {
            case 1 -> {
                for (int i = 0; i < count; i++) {
                    to.set(ValueLayout.JAVA_BYTE, number + i * step,
                            from.get(ValueLayout.JAVA_BYTE, place + i * stride));
                }
            }
            case 2 -> {
                for (int i = 0; i < count; i++) {
                    to.setAtIndex(ValueLayout.JAVA_SHORT, number + i * step,
                            from.getAtIndex(ValueLayout.JAVA_SHORT, place + i * stride));
                }
            }
            case 4 -> {
                for (int i = 0; i < count; i++) {
                    to.setAtIndex(ValueLayout.JAVA_INT, number + i * step,
                            from.getAtIndex(ValueLayout.JAVA_INT, place + i * stride));
                }
            }
            default -> {
                for (int i = 0; i < count; i++) {
                    to.setAtIndex(ValueLayout.JAVA_LONG, number + i * step,
                            from.getAtIndex(ValueLayout.JAVA_LONG, place + i * stride));
                }
            }
        }
    }

    private void decode(MemorySegment elements, A all) {
        int perChunk = MOST_CHUNK_BYTES / dtype.bytes();
        for (int from = 0, to; from < shape.size(); from = to) {
            to = from + Math.min(perChunk, shape.size() - from);
            decode(elements.asSlice((long) from * dtype.bytes(), (long) (to - from) * dtype.bytes())
                    .asByteBuffer().order(source.order()), all, from, to);
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

package dev.lanewise.io;

import dev.lanewise.tensor.Value;
import dev.lanewise.text.Position;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;

/** Reads an array in NumPy's format through one small buffer outside of the heap. */
final class NpyReader {
    private static final int CHUNK_BYTES = 1 << 18; // fits the second-level cache; from 128 KB on, all are as fast

    private final NpyBytes in;
    private final NpyHeader header;

    private NpyReader(NpyBytes in, NpyHeader header) {
        this.in = in;
        this.header = header;
    }

    /** Floats as a tensor, ints as an int tensor, booleans as a bool tensor. */
    static Value value(NpyBytes in) throws IOException {
        NpyReader reader = new NpyReader(in, NpyHeader.read(in));
        Dtype type = reader.header.type();
        return type.kind == Dtype.Kind.FLOAT
                ? reader.read(Elements.FLOATS)
                : type == Dtype.BOOL ? reader.read(Elements.BOOLS) : reader.read(Elements.INTS);
    }

    /** Elements of one kind, if the type has such values. */
    static <A, V> V read(NpyBytes in, Elements<A, V> kind) throws IOException {
        NpyReader reader = new NpyReader(in, NpyHeader.read(in));
        Dtype type = reader.header.type();
        if (kind == Elements.INTS && type.kind != Dtype.Kind.INT || kind == Elements.BOOLS && type != Dtype.BOOL) {
            throw in.error(reader.header.dataStart(), "the elements are " + Printable.quoted(reader.header.descr())
                    + ", not " + (kind == Elements.INTS ? "ints" : "booleans"));
        }
        return reader.read(kind);
    }

    private <A, V> V read(Elements<A, V> kind) throws IOException {
        int size = header.shape().size();
        A all = kind.array(size);
        if (size > 0) {
            try (Arena arena = Arena.ofConfined()) {
                int elements = Math.min(CHUNK_BYTES / header.type().bytes(), size);
                ByteBuffer chunk = arena.allocate((long) elements * header.type().bytes())
                        .asByteBuffer()
                        .order(header.order());
                if (header.fortranOrder() && header.shape().rank() > 1) {
                    columnMajor(kind, chunk, all);
                } else {
                    int wrong = decode(kind, chunk, 0, size, all);
                    if (wrong >= 0) {
                        throw error(chunk, wrong, wrong);
                    }
                }
            }
        }
        in.finish();
        return kind.wrap(all, header.shape());
    }

    /**
     * Reads elements {@code from .. to - 1} to the beginning of an array.
     *
     * @return the number in the file of the first that is wrong, at which the chunk stands then, or -1
     */
    private <A> int decode(Elements<A, ?> kind, ByteBuffer chunk, int from, int to, A target) throws IOException {
        int perChunk = chunk.capacity() / header.type().bytes();
        for (int at = from, next; at < to; at = next) {
            next = at + Math.min(perChunk, to - at);
            fill(chunk, at, next);
            int wrong = kind.decode(header.type(), chunk, target, at - from, next - from);
            if (wrong >= 0) {
                chunk.position((from + wrong - at) * header.type().bytes());
                return from + wrong;
            }
        }
        return -1;
    }

    private <A> void columnMajor(Elements<A, ?> kind, ByteBuffer chunk, A all) throws IOException {
        int size = header.shape().size();
        FortranOrder<A> order = FortranOrder.of(kind, header.shape().dims());
        A box = kind.array(order.most());
        for (int from = 0, to; from < size; from = to) {
            to = order.end(from);
            int wrong = decode(kind, chunk, from, to, box);
            if (wrong >= 0) {
                throw error(chunk, wrong, order.place(wrong));
            }
            order.move(box, from, to, all);
        }
    }

    /** Reads elements {@code from .. to - 1}. */
    private void fill(ByteBuffer chunk, int from, int to) throws IOException {
        chunk.clear().limit((to - from) * header.type().bytes());
        in.fill(chunk, position(from), "the elements");
        chunk.flip();
    }

    private long position(int element) {
        return header.dataStart() + (long) element * header.type().bytes();
    }

    /**
     * An error at an element.
     *
     * @param chunk stands at it
     * @param element its number in the file
     * @param place its number in row-major order
     */
    private FormatException error(ByteBuffer chunk, int element, int place) {
        return in.error(position(element), "element " + Position.of(place, header.shape().dims()) + ", a "
                + Printable.quoted(header.descr()) + ", " + header.type().complaint(chunk, chunk.position()));
    }
}

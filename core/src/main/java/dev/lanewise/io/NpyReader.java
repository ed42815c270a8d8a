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
                int bytes = Math.multiplyExact(Math.min(CHUNK_BYTES / header.type().bytes(), size),
                        header.type().bytes());
                ByteBuffer chunk = arena.allocate(bytes).asByteBuffer().order(header.order());
                if (header.fortranOrder() && header.shape().rank() > 1) {
                    columnMajor(kind, chunk, all);
                } else {
                    rowMajor(kind, chunk, all);
                }
            }
        }
        in.finish();
        return kind.wrap(all, header.shape());
    }

    private <A> void rowMajor(Elements<A, ?> kind, ByteBuffer chunk, A all) throws IOException {
        int size = header.shape().size();
        int perChunk = chunk.capacity() / header.type().bytes();
        for (int from = 0, to; from < size; from = to) {
            to = from + Math.min(perChunk, size - from);
            fill(chunk, from, to);
            int wrong = kind.decode(header.type(), chunk, all, from, to);
            if (wrong >= 0) {
                throw error(chunk, from, wrong, wrong);
            }
        }
    }

    /** Each chunk is decoded, and then its elements go to their places. */
    private <A> void columnMajor(Elements<A, ?> kind, ByteBuffer chunk, A all) throws IOException {
        int size = header.shape().size();
        int perChunk = chunk.capacity() / header.type().bytes();
        A part = kind.array(perChunk);
        int[] places = new int[perChunk];
        ColumnMajor order = new ColumnMajor(header.shape().dims());
        for (int from = 0, to; from < size; from = to) {
            to = from + Math.min(perChunk, size - from);
            fill(chunk, from, to);
            order.next(places, to - from);
            int wrong = kind.decode(header.type(), chunk, part, 0, to - from);
            if (wrong >= 0) {
                throw error(chunk, from, from + wrong, places[wrong]);
            }
            kind.scatter(part, places, to - from, all);
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
     * @param from the first element of the chunk
     * @param element its number in the file
     * @param place its number in row-major order
     */
    private FormatException error(ByteBuffer chunk, int from, int element, int place) {
        return in.error(position(element), "element " + Position.of(place, header.shape().dims()) + ", a "
                + Printable.quoted(header.descr()) + ", "
                + header.type().complaint(chunk, (element - from) * header.type().bytes()));
    }

    /** Walks through an array with the first axis the fastest. */
    private static final class ColumnMajor {
        private final int[] dims;
        private final int[] strides;
        private final int[] index;
        private int place;

        ColumnMajor(int[] dims) {
            this.dims = dims;
            this.index = new int[dims.length];
            this.strides = new int[dims.length];
            for (int axis = dims.length - 1, stride = 1; axis >= 0; axis--) {
                strides[axis] = stride;
                stride *= dims[axis];
            }
        }

        /** The numbers in row-major order of the next elements. */
        void next(int[] places, int count) {
            for (int i = 0; i < count; i++) {
                places[i] = place;
                place += strides[0];
                index[0]++;
                for (int axis = 0; axis < dims.length && index[axis] == dims[axis]; axis++) {
                    place -= dims[axis] * strides[axis];
                    index[axis] = 0;
                    if (axis + 1 < dims.length) {
                        place += strides[axis + 1];
                        index[axis + 1]++;
                    }
                }
            }
        }
    }
}

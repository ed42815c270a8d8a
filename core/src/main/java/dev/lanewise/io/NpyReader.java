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

    /** In Fortran order. */
    private static final int LARGE_CHUNK_BYTES = 1 << 20;

    /** Elements of 4 bytes that fill a line of the cache. */
    private static final int TOGETHER = 16;

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
                boolean isTurned = header.fortranOrder() && header.shape().rank() > 1;
                int elements = (isTurned ? LARGE_CHUNK_BYTES : CHUNK_BYTES) / header.type().bytes();
                ByteBuffer chunk = arena.allocate((long) Math.min(elements, size) * header.type().bytes())
                        .asByteBuffer()
                        .order(header.order());
                if (isTurned) {
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

    /**
     * In Fortran order, runs along the first axis lie one after the other. A chunk holds several, or a part of one;
     * they are decoded, and then go to their places a few runs at a time, so that neighbours are written together.
     */
    private <A> void columnMajor(Elements<A, ?> kind, ByteBuffer chunk, A all) throws IOException {
        int[] dims = header.shape().dims();
        int size = header.shape().size();
        int stride = size / dims[0];
        int perChunk = chunk.capacity() / header.type().bytes();
        int length = Math.min(perChunk, dims[0]);
        int most = perChunk / length * length;
        A part = kind.array(most);
        for (int from = 0, to; from < size; from = to) {
            int begun = from % dims[0];
            to = from + Math.min(begun == 0 && length == dims[0] ? most : Math.min(most, dims[0] - begun), size - from);
            fill(chunk, from, to);
            int wrong = kind.decode(header.type(), chunk, part, 0, to - from);
            if (wrong >= 0) {
                throw error(chunk, from, from + wrong, place(from + wrong, dims, size));
            }
            int runLength = Math.min(length, to - from);
            int runs = (to - from) / runLength;
            for (int first = 0; first < runs; first += TOGETHER) {
                int[] places = new int[Math.min(TOGETHER, runs - first)];
                for (int run = 0; run < places.length; run++) {
                    places[run] = place(from + (first + run) * runLength, dims, size);
                }
                kind.scatter(part, runLength, first, places, stride, all);
            }
        }
    }

    /** The number in row-major order of an element in Fortran order. */
    private static int place(int element, int[] dims, int size) {
        int place = 0;
        int stride = size;
        int rest = element;
        for (int dim : dims) {
            stride /= dim;
            place += rest % dim * stride;
            rest /= dim;
        }
        return place;
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
}

package dev.lanewise.io;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;

/**
 * The content of an IDX file, the format of MNIST, kept as it is in the file: a byte per pixel, not a float. Datasets
 * keep the bytes and convert what a batch needs.
 *
 * <p>The format: two zero bytes, the element type, the number of dimensions, the dimensions as big-endian ints, the
 * elements in row-major order, big-endian. The file may be gzipped, which its first bytes tell.
 */
public final class Idx {
    /** The element types. */
    public enum Type {
        /** Unsigned 8-bit ints: MNIST's pixels and labels. */
        U8(0x08, 1),
        /** Signed 8-bit ints. */
        I8(0x09, 1),
        /** Signed 16-bit ints. */
        I16(0x0B, 2),
        /** Signed 32-bit ints. */
        I32(0x0C, 4),
        /** 32-bit floats. */
        F32(0x0D, 4),
        /** 64-bit floats. */
        F64(0x0E, 8);

        /** The third byte of the file. */
        final int code;

        /** Size of an element. */
        final int bytes;

        Type(int code, int bytes) {
            this.code = code;
            this.bytes = bytes;
        }

        /** For example {@code u8}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final Type type;
    private final Shape shape;
    private final byte[] data;

    /** Takes big-endian elements, row-major. */
    Idx(Type type, Shape shape, byte[] data) {
        this.type = type;
        this.shape = shape;
        this.data = data;
    }

    /**
     * Reads a file, packed or not, of any element type and any rank (with rank 0 it holds one element). Memory grows
     * with the data actually present, whatever the header claims.
     *
     * @throws FormatException if it is not an IDX file, is truncated or corrupt, continues after the last element, or
     *     has more than 2 GB of elements or more than fit into memory
     * @throws UncheckedIOException if it cannot be read, or is not a regular file: a pipe could block, a device never
     *        end
     */
    public static Idx read(Path file) {
        return IdxReader.read(Required.nonNull("read: the path", file));
    }

    /**
     * Writes unsigned bytes, packed with gzip if the name ends in {@code .gz}. The file is complete or absent;
     * {@link Safetensors#save(Path)} says what it takes over from a file that it replaces.
     *
     * @param elements row-major
     * @throws IllegalArgumentException if the elements do not fill the shape, or it has more than 255 dimensions
     * @throws UncheckedIOException if the file cannot be written
     */
    public static void write(Path file, Shape shape, byte[] elements) {
        Required.nonNull("write: the path", file);
        Required.nonNull("write: the shape", shape);
        Required.nonNull("write: the array of elements", elements);
        if (elements.length != shape.size() || shape.rank() > 255) {
            throw new IllegalArgumentException("write: " + elements.length + " bytes for shape " + shape + " of "
                    + shape.size() + " elements and " + shape.rank() + " of at most 255 dimensions");
        }
        ByteBuffer header = ByteBuffer.allocate(4 + 4 * shape.rank());
        header.put((byte) 0).put((byte) 0).put((byte) Type.U8.code).put((byte) shape.rank());
        for (int dim : shape.dims()) {
            header.putInt(dim);
        }
        boolean packed = file.toString().endsWith(".gz");
        AtomicFile.write(file, channel -> {
            OutputStream plain = Channels.newOutputStream(channel);
            if (packed) {
                try (OutputStream out = new Packer(plain)) {
                    write(header.array(), elements, out);
                }
            } else {
                write(header.array(), elements, plain);
            }
        });
    }

    private static void write(byte[] header, byte[] elements, OutputStream out) throws IOException {
        out.write(header);
        out.write(elements);
    }

    /** Frees its native memory when closed, and leaves the underlying stream open. */
    private static final class Packer extends GZIPOutputStream {
        Packer(OutputStream out) throws IOException {
            super(out);
        }

        @Override
        public void close() throws IOException {
            try {
                finish();
            } finally {
                def.end();
            }
        }
    }

    /** The element type. */
    public Type type() {
        return type;
    }

    /** The shape, e.g. {@code [60000, 28, 28]}. */
    public Shape shape() {
        return shape;
    }

    /** The sizes of the dimensions as a fresh array. */
    public int[] dims() {
        return shape.dims();
    }

    /** Number of elements. */
    public int size() {
        return shape.size();
    }

    /**
     * The elements of an array of type U8 in row-major order: the array itself, not a copy, because it may be large.
     * Changes to it change this object.
     *
     * @throws IllegalStateException if the type is another one
     */
    public byte[] bytes() {
        if (type != Type.U8) {
            throw new IllegalStateException("bytes: the elements of " + this + " are not bytes");
        }
        return data;
    }

    /** The elements as floats, unscaled; an I32 beyond 2<sup>24</sup> and an F64 are rounded. */
    public Tensor toTensor() {
        float[] values = new float[shape.size()];
        ByteBuffer in = ByteBuffer.wrap(data);
        switch (type) {
            case F32 -> in.asFloatBuffer().get(values);
            case F64 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) in.getDouble();
                }
            }
            case U8, I8, I16, I32 -> {
                for (int i = 0; i < values.length; i++) {
                    values[i] = readInt(in);
                }
            }
        }
        return Tensor.wrap(values, shape);
    }

    /**
     * The elements as ints.
     *
     * @throws IllegalStateException if they are floats
     */
    public IntTensor toInts() {
        if (type == Type.F32 || type == Type.F64) {
            throw new IllegalStateException("toInts: the elements of " + this + " are not ints");
        }
        int[] values = new int[shape.size()];
        ByteBuffer in = ByteBuffer.wrap(data);
        for (int i = 0; i < values.length; i++) {
            values[i] = readInt(in);
        }
        return IntTensor.wrap(values, shape);
    }

    private int readInt(ByteBuffer in) {
        return switch (type) {
            case U8 -> Byte.toUnsignedInt(in.get());
            case I8 -> in.get();
            case I16 -> in.getShort();
            case I32 -> in.getInt();
            case F32, F64 -> throw new AssertionError(type + " is no int");
        };
    }

    /** Type and shape, e.g. {@code u8 [60000, 28, 28]}; a shape of very many dimensions is shortened. */
    public String describe() {
        return type + " " + Printable.brief(shape.toString());
    }

    /** The same as {@link #describe}. */
    @Override
    public String toString() {
        return describe();
    }
}

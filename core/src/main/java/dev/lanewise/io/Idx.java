package dev.lanewise.io;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The content of an IDX file, the format of {@index MNIST}, kept as it is in the file: a byte per pixel, not a float.
 * Datasets keep the bytes and convert what a batch needs ({@code ImageDataset.of}), and tensors are written as files.
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
     * Writes unsigned bytes as {@link Type#U8}, packed with gzip if the name ends in {@code .gz}. The file is complete
     * or absent; {@link Safetensors#save(Path)} says what it takes over from a file that it replaces.
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
        IdxWriter.write(file, Type.U8, shape, out -> out.write(elements));
    }

    /**
     * Writes a tensor as it is: floats as {@link Type#F32}, ints as {@link Type#I32}, booleans as 0 and 1 of
     * {@link Type#U8}.
     *
     * @throws IllegalArgumentException if it has more than 255 dimensions, or takes more than 2 GB
     * @throws UncheckedIOException if the file cannot be written
     */
    public static void write(Path file, Value value) {
        Type type = switch (Required.nonNull("write: the value", value)) {
            case Tensor _ -> Type.F32;
            case IntTensor _ -> Type.I32;
            case BoolTensor _ -> Type.U8;
        };
        write(file, value, type);
    }

    /**
     * Writes a tensor with elements of a type, packed with gzip if the name ends in {@code .gz}:
     *
     * {@snippet :
     * Idx.write(Path.of("labels-idx1-ubyte.gz"), labels, Idx.Type.U8);
     * }
     *
     * <p>What is written is what the tensor holds: floats become ints where they are whole, ints become floats where
     * these are exact, booleans 0 and 1. {@link #read} gives the same elements again.
     *
     * @throws IllegalArgumentException if the type has no such element, named by its index: one out of range, a
     *     fraction or NaN as an int, an int beyond 2<sup>24</sup> as a 32-bit float that would round it; or if the
     *     tensor has more than 255 dimensions, or takes more than 2 GB. Then no file is written
     * @throws UncheckedIOException if the file cannot be written
     */
    public static void write(Path file, Value value, Type type) {
        Required.nonNull("write: the path", file);
        Required.nonNull("write: the value", value);
        Required.nonNull("write: the type", type);
        IdxWriter.write(file, value, type);
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

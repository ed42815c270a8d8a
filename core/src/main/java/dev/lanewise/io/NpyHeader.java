package dev.lanewise.io;

import dev.lanewise.tensor.Shape;
import dev.lanewise.text.Printable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What stands before the elements of an array in NumPy's format: {@code \x93NUMPY}, the version, the length of the
 * header, and the header, a Python dict.
 *
 * @param type the element type
 * @param order the order of an element's bytes
 * @param descr both as they are written, such as {@code <f4}
 * @param fortranOrder whether the first axis, not the last, is the one whose neighbours are adjacent
 * @param shape the sizes of the dimensions
 * @param dataStart where the elements begin
 */
record NpyHeader(Dtype type, ByteOrder order, String descr, boolean fortranOrder, Shape shape, int dataStart) {
    private static final byte[] MAGIC = "\u0093NUMPY".getBytes(StandardCharsets.ISO_8859_1);

    /** The magic number and two bytes of version. */
    private static final int VERSIONED = MAGIC.length + 2;

    /** Elements begin at a multiple of this. */
    private static final int ALIGNMENT = 64;

    /** What NumPy reads. Longer headers have many fields, which are not read anyway. */
    private static final int MAX_BYTES = 10_000;

    /** NumPy leaves room for the first dimension to grow to that many digits; with it, the bytes are the same. */
    private static final int DIGITS_TO_GROW = 21;

    /** Reads all that comes before the elements, and holds it against the number of bytes. */
    static NpyHeader read(NpyBytes in) throws IOException {
        if (in.size() < VERSIONED) {
            throw in.error(in.size(), "the file ends within the magic number and the version of NumPy's format");
        }
        ByteBuffer begin = ByteBuffer.allocate(VERSIONED).order(ByteOrder.LITTLE_ENDIAN);
        in.fill(begin, 0, "the magic number");
        if (!Arrays.equals(begin.array(), 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw in.error(0, String.format("an array of NumPy begins with 0x93 and NUMPY, this file with 0x%08x%s",
                    Integer.reverseBytes(begin.getInt(0)),
                    begin.getInt(0) == ZipDirectory.LOCAL ? ", as archives do: Npz.read reads those" : ""));
        }
        int major = begin.get(MAGIC.length);
        if (major < 1 || major > 3 || begin.get(MAGIC.length + 1) != 0) {
            throw in.error(MAGIC.length, "version " + Byte.toUnsignedInt(begin.get(MAGIC.length)) + "."
                    + Byte.toUnsignedInt(begin.get(MAGIC.length + 1)) + " of the format, not 1.0, 2.0 or 3.0");
        }
        int start = VERSIONED + (major == 1 ? Short.BYTES : Integer.BYTES);
        if (in.size() < start) {
            throw in.error(in.size(), "the file ends within the length of the header");
        }
        ByteBuffer field = ByteBuffer.allocate(start - VERSIONED).order(ByteOrder.LITTLE_ENDIAN);
        in.fill(field, VERSIONED, "the length of the header");
        long length = major == 1 ? Short.toUnsignedLong(field.getShort(0)) : Integer.toUnsignedLong(field.getInt(0));
        if (length > in.size() - start) {
            throw in.error(in.size(), "the file ends within the header of " + length + " bytes");
        }
        if (length > MAX_BYTES) {
            throw in.error(VERSIONED, "the header has " + length + " bytes, more than the " + MAX_BYTES
                    + " that are read");
        }
        ByteBuffer text = ByteBuffer.allocate((int) length);
        in.fill(text, start, "the header");
        boolean isOld = major < 3; // since then, headers are written by Python 3
        return checked(in, start + (int) length, new NpyDict(in, start, text.array(),
                isOld ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8, isOld).parse());
    }

    private static NpyHeader checked(NpyBytes in, int dataStart, NpyDict dict) {
        Dtype type = type(dict);
        Shape shape = shape(dict);
        long expected = (long) shape.size() * type.bytes();
        long found = in.size() - dataStart;
        String elements = Printable.quoted(dict.descr()) + " " + Printable.brief(shape.toString());
        if (found < expected) {
            throw in.error(in.size(), "the file ends after " + found + " of the " + expected + " bytes of elements, "
                    + elements);
        }
        if (found > expected) {
            throw in.error(dataStart + expected, found - expected + " bytes follow the last element of " + elements);
        }
        ByteOrder order = dict.descr().startsWith(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        return new NpyHeader(type, order, dict.descr(), dict.fortranOrder(), shape, dataStart);
    }

    private static Dtype type(NpyDict dict) {
        String descr = dict.descr();
        char order = descr.isEmpty() ? 0 : descr.charAt(0);
        String code = "<>|=".indexOf(order) < 0 ? descr : descr.substring(1);
        Dtype type = switch (code) {
            case "f2" -> Dtype.F16;
            case "f4" -> Dtype.F32;
            case "f8" -> Dtype.F64;
            case "i1" -> Dtype.I8;
            case "i2" -> Dtype.I16;
            case "i4" -> Dtype.I32;
            case "i8" -> Dtype.I64;
            case "u1" -> Dtype.U8;
            case "u2" -> Dtype.U16;
            case "u4" -> Dtype.U32;
            case "u8" -> Dtype.U64;
            case "b1" -> Dtype.BOOL;
            default -> throw dict.errorInDescr("the elements are " + kind(code) + ", " + Printable.quoted(descr)
                    + ", not floats of 2, 4 or 8 bytes, ints of 1, 2, 4 or 8, or booleans");
        };
        if (order != '<' && order != '>' && type.bytes() > 1) {
            throw dict.errorInDescr("the element type " + Printable.quoted(descr)
                    + " does not say the order of the bytes, < or >");
        }
        return type;
    }

    private static String kind(String code) {
        return switch (code.isEmpty() ? 0 : code.charAt(0)) {
            case 'O' -> "pickled Python objects, which run code when they are read";
            case 'c' -> "complex numbers";
            case 'f' -> "floats of another size";
            case 'S', 'a' -> "strings of bytes";
            case 'U' -> "strings";
            case 'V' -> "raw bytes (the package ml_dtypes writes bfloat16 so)";
            case 'M' -> "dates";
            case 'm' -> "durations";
            default -> "of an unknown type";
        };
    }

    private static Shape shape(NpyDict dict) {
        long[] dims = dict.shape();
        boolean isEmpty = Arrays.stream(dims).anyMatch(dim -> dim == 0);
        long elements = 1;
        for (long dim : dims) {
            if (dim > Integer.MAX_VALUE || !isEmpty && elements * dim > Integer.MAX_VALUE) {
                throw dict.errorInShape(
                        "the shape " + Printable.brief(Arrays.toString(dims)) + " is larger than an array, of at most "
                                + Integer.MAX_VALUE + " elements");
            }
            elements = isEmpty ? 0 : elements * dim;
        }
        return Shape.of(Arrays.stream(dims).mapToInt(dim -> (int) dim).toArray());
    }

    /** What comes before the elements of an array in row-major order, as NumPy itself writes it. */
    static byte[] written(String descr, Shape shape) {
        StringBuilder text = new StringBuilder("{'descr': '").append(descr)
                .append("', 'fortran_order': False, 'shape': (");
        int[] dims = shape.dims();
        for (int axis = 0; axis < dims.length; axis++) {
            text.append(axis > 0 ? " " : "").append(dims[axis]).append(axis < dims.length - 1 || axis == 0 ? "," : "");
        }
        text.append("), }");
        if (dims.length > 0) {
            text.append(" ".repeat(DIGITS_TO_GROW - Integer.toString(dims[0]).length()));
        }
        int start = VERSIONED + Short.BYTES;
        text.append(" ".repeat(ALIGNMENT - (start + text.length() + 1) % ALIGNMENT)).append('\n');
        return ByteBuffer.allocate(start + text.length()).order(ByteOrder.LITTLE_ENDIAN)
                .put(MAGIC)
                .put((byte) 1)
                .put((byte) 0)
                .putShort((short) text.length())
                .put(text.toString().getBytes(StandardCharsets.ISO_8859_1))
                .array();
    }
}

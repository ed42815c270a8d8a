package dev.lanewise.zoo.gguf;

import dev.lanewise.io.FormatException;
import dev.lanewise.text.Printable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A value of a GGUF file's metadata. What is asked for in another kind than it has is an error that names the file, the
 * key and the value.
 */
public final class GgufValue {
    private final Path file;
    private final String key;
    private final Kind kind;
    private final ByteBuffer bytes; // little-endian; never moved
    private final int at;

    /** The types of values by their numbers, with the bytes that one takes, 0 where that depends. */
    enum Kind {
        UINT8(1), INT8(1), UINT16(2), INT16(2), UINT32(4), INT32(4), FLOAT32(4), BOOL(1), STRING(0), ARRAY(0), UINT64(
                8), INT64(8), FLOAT64(8);

        final int bytes;

        Kind(int bytes) {
            this.bytes = bytes;
        }

        static @Nullable Kind of(int number) {
            return number >= 0 && number < values().length ? values()[number] : null;
        }

        boolean isWhole() {
            return bytes > 0 && !isReal() && this != BOOL;
        }

        boolean isReal() {
            return this == FLOAT32 || this == FLOAT64;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A value whose bytes, which were checked, begin at a place. */
    GgufValue(Path file, String key, Kind kind, ByteBuffer bytes, int at) {
        this.file = file;
        this.key = key;
        this.kind = kind;
        this.bytes = bytes;
        this.at = at;
    }

    /** Its type as the format names it, such as {@code uint32} or {@code array}. */
    public String type() {
        return kind.toString();
    }

    /**
     * A text.
     *
     * @throws FormatException if it is none, or not valid UTF-8
     */
    public String text() {
        if (kind != Kind.STRING) {
            throw error("a text");
        }
        return text(at);
    }

    /**
     * A whole number.
     *
     * @throws FormatException if it is none, or larger than a {@code long}
     */
    public long whole() {
        if (!kind.isWhole()) {
            throw error("a whole number");
        }
        return whole(kind, at);
    }

    /**
     * A number.
     *
     * @throws FormatException if it is none
     */
    public double number() {
        if (!kind.isWhole() && !kind.isReal()) {
            throw error("a number");
        }
        return number(kind, at);
    }

    /**
     * Whether something is so.
     *
     * @throws FormatException if it is neither true nor false
     */
    public boolean flag() {
        if (kind != Kind.BOOL || bytes.get(at) < 0 || bytes.get(at) > 1) {
            throw error("true or false");
        }
        return bytes.get(at) == 1;
    }

    /**
     * How many elements a list has.
     *
     * @throws FormatException if it is none
     */
    public int size() {
        if (kind != Kind.ARRAY) {
            throw error("a list");
        }
        return (int) bytes.getLong(at + Integer.BYTES); // no more than the bytes that have been read
    }

    /**
     * A list of texts.
     *
     * @throws FormatException if it is none
     */
    public List<String> texts() {
        if (kind != Kind.ARRAY || element() != Kind.STRING) {
            throw error("a list of texts");
        }
        int size = size();
        List<String> texts = new ArrayList<>(size);
        int from = first();
        for (int i = 0; i < size; i++) {
            texts.add(text(from));
            from += Long.BYTES + (int) bytes.getLong(from);
        }
        return texts;
    }

    /**
     * A list of whole numbers.
     *
     * @throws FormatException if it is none, or one is larger than a {@code long}
     */
    public long[] wholes() {
        if (kind != Kind.ARRAY || !element().isWhole()) {
            throw error("a list of whole numbers");
        }
        Kind element = element();
        long[] values = new long[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = whole(element, first() + i * element.bytes);
        }
        return values;
    }

    /**
     * A list of numbers.
     *
     * @throws FormatException if it is none
     */
    public double[] numbers() {
        if (kind != Kind.ARRAY || !element().isWhole() && !element().isReal()) {
            throw error("a list of numbers");
        }
        Kind element = element();
        double[] values = new double[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = number(element, first() + i * element.bytes);
        }
        return values;
    }

    private Kind element() {
        Kind element = Kind.of(bytes.getInt(at));
        if (element == null) {
            throw new IllegalStateException("GgufValue: element type " + bytes.getInt(at)); // the header was checked
        }
        return element;
    }

    /** Where the elements of a list begin. */
    private int first() {
        return at + Integer.BYTES + Long.BYTES;
    }

    private String text(int from) {
        try {
            return GgufBytes.text(bytes.slice(from + Long.BYTES, (int) bytes.getLong(from)));
        } catch (CharacterCodingException _) {
            throw new FormatException(file, from + Long.BYTES, "a text of " + Printable.quoted(key)
                    + " is not valid UTF-8");
        }
    }

    private long whole(Kind type, int from) {
        long value = switch (type) {
            case UINT8 -> bytes.get(from) & 0xFF;
            case INT8 -> bytes.get(from);
            case UINT16 -> bytes.getShort(from) & 0xFFFF;
            case INT16 -> bytes.getShort(from);
            case UINT32 -> bytes.getInt(from) & 0xFFFF_FFFFL;
            case INT32 -> bytes.getInt(from);
            default -> bytes.getLong(from);
        };
        if (type == Kind.UINT64 && value < 0) {
            throw error("a number below 2^63");
        }
        return value;
    }

    /** Floats become what they are written as: 1e-5f is 1e-5, as the number was that had been rounded to it. */
    private double number(Kind type, int from) {
        return switch (type) {
            case FLOAT32 -> Double.parseDouble(Float.toString(bytes.getFloat(from)));
            case FLOAT64 -> bytes.getDouble(from);
            default -> whole(type, from);
        };
    }

    /** An error about a value that is not supported. */
    public FormatException unsupported(String supported) {
        return error(supported);
    }

    private FormatException error(String expected) {
        return new FormatException(Printable.path(file) + ": " + Printable.quoted(key) + " is " + this + ", expected "
                + expected);
    }

    /** The value for people, for example {@code "llama"}, {@code 32} or {@code a list of 32000 (string)}. */
    @Override
    public String toString() {
        return switch (kind) {
            case STRING -> {
                try {
                    yield Printable.quoted(text(at));
                } catch (FormatException _) {
                    yield "a text that is not valid UTF-8";
                }
            }
            case ARRAY -> "a list of " + size() + " (" + element() + ")";
            case BOOL -> switch (bytes.get(at)) {
                case 0 -> "false";
                case 1 -> "true";
                default -> "a flag of " + (bytes.get(at) & 0xFF);
            };
            case FLOAT32, FLOAT64 -> String.valueOf(number(kind, at));
            case UINT64 -> Long.toUnsignedString(bytes.getLong(at));
            default -> String.valueOf(whole(kind, at));
        };
    }
}

package dev.lanewise.io;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Element types of files, by the names that safetensors gives them. */
enum Dtype {
    F64(64, Kind.FLOAT), // IEEE 754 double
    F32(32, Kind.FLOAT), // IEEE 754 single
    F16(16, Kind.FLOAT), // IEEE 754 half
    BF16(16, Kind.FLOAT), // the upper half of a single
    F8_E4M3(8, Kind.FLOAT), // a sign, 4 bits of exponent, 3 of mantissa; no infinities
    F8_E5M2(8, Kind.FLOAT), // a sign, 5 and 2
    F8_E4M3FNUZ(8, Kind.FLOAT), // as F8_E4M3, without -0
    F8_E5M2FNUZ(8, Kind.FLOAT), // as F8_E5M2, without infinities and -0
    F8_E8M0(8, Kind.FLOAT), // 8 bits of exponent: a power of two
    I64(64, Kind.INT), // signed
    U64(64, Kind.INT), // unsigned
    I32(32, Kind.INT), // signed
    U32(32, Kind.INT), // unsigned
    I16(16, Kind.INT), // signed
    U16(16, Kind.INT), // unsigned
    I8(8, Kind.INT), // signed
    U8(8, Kind.INT), // unsigned
    BOOL(8, Kind.INT), // a byte, 0 or 1
    C64(64, Kind.OTHER), // two singles, a complex number
    F6_E2M3(6, Kind.OTHER), // a sign, 2 and 3
    F6_E3M2(6, Kind.OTHER), // a sign, 3 and 2
    F4(4, Kind.OTHER); // a sign, 2 and 1

    /** What the elements are read as. */
    enum Kind {
        FLOAT, INT,
        /** Not at all. */
        OTHER
    }

    /** Those that are read. */
    static final List<Dtype> READ = Arrays.stream(values()).filter(type -> type.kind != Kind.OTHER).toList();

    /** Size of an element; those of kind OTHER may share a byte. */
    final int bits;

    final Kind kind;

    Dtype(int bits, Kind kind) {
        this.bits = bits;
        this.kind = kind;
    }

    /** The type of that name; null if unknown, such as one added to the format later. */
    static @Nullable Dtype named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst().orElse(null);
    }

    /** Size of an element in bytes, of those that are read. */
    int bytes() {
        return bits / Byte.SIZE;
    }

    /** The next int of this type; a U64 beyond 2<sup>63</sup>-1 comes out negative. */
    long readInt(ByteBuffer in) {
        return switch (this) {
            case I64, U64 -> in.getLong();
            case I32 -> in.getInt();
            case U32 -> Integer.toUnsignedLong(in.getInt());
            case I16 -> in.getShort();
            case U16 -> Short.toUnsignedLong(in.getShort());
            case I8 -> in.get();
            case U8, BOOL -> Byte.toUnsignedLong(in.get());
            default -> throw new AssertionError(this + " is no int");
        };
    }

    /** What is wrong with an element that decoding stopped at, for example {@code is 2, not 0 or 1}. */
    String complaint(ByteBuffer in, int position) {
        long value = readInt(in.position(position));
        return "is " + (this == U64 ? Long.toUnsignedString(value) : Long.toString(value))
                + (this == BOOL ? ", not 0 or 1" : ", outside the range of int");
    }
}

package dev.lanewise.io;

import java.nio.ByteBuffer;

/** The element types of safetensors that can be read, by the names the format gives them. */
enum Dtype {
    F64(8, true), // IEEE 754 double
    F32(4, true), // IEEE 754 single
    F16(2, true), // IEEE 754 half
    BF16(2, true), // the upper half of a single
    I64(8, false), // signed
    U64(8, false), // unsigned
    I32(4, false), // signed
    U32(4, false), // unsigned
    I16(2, false), // signed
    U16(2, false), // unsigned
    I8(1, false), // signed
    U8(1, false), // unsigned
    BOOL(1, false); // a byte, 0 or 1

    final int bytes;
    final boolean isFloat;

    Dtype(int bytes, boolean isFloat) {
        this.bytes = bytes;
        this.isFloat = isFloat;
    }

    /** The next int of this type; a U64 beyond 2<sup>63</sup>-1 comes out negative. */
    long readInt(ByteBuffer in) {
        return switch (this) {
            case I64, U64 -> in.getLong();
            case I32 -> in.getInt();
            case U32 -> Integer.toUnsignedLong(in.getInt());
            case I16 -> in.getShort();
            case U16 -> Short.toUnsignedInt(in.getShort());
            case I8 -> in.get();
            case U8, BOOL -> Byte.toUnsignedInt(in.get());
            case F64, F32, F16, BF16 -> throw new AssertionError(this + " is no int");
        };
    }
}

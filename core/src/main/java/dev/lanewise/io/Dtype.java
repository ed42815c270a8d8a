package dev.lanewise.io;

import java.nio.ByteBuffer;

/** The element types of safetensors that can be read, by the names the format gives them. */
enum Dtype {
    F64(8, true),
    F32(4, true),
    F16(2, true),
    BF16(2, true),
    I64(8, false),
    U64(8, false),
    I32(4, false),
    U32(4, false),
    I16(2, false),
    U16(2, false),
    I8(1, false),
    U8(1, false),
    BOOL(1, false);

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

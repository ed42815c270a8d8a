package dev.lanewise.zoo.gguf;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The element types of the format: elements lie in blocks, which have their scales with them. */
enum GgufType {
    F32(0, 1, 4), // IEEE 754 single
    F16(1, 1, 2), // IEEE 754 half
    Q4_0(2, 32, 18), // 4 bits and a scale
    Q4_1(3, 32, 20), // 4 bits, a scale and an offset
    Q5_0(6, 32, 22), // 5 bits and a scale
    Q5_1(7, 32, 24), // 5 bits, a scale and an offset
    Q8_0(8, 32, 34), // 8 bits and a scale
    Q8_1(9, 32, 40), // for products only
    Q2_K(10, 256, 84), // 2 bits, scales and offsets of 16 elements
    Q3_K(11, 256, 110), // 3 bits, scales of 16
    Q4_K(12, 256, 144), // 4 bits, scales and offsets of 32
    Q5_K(13, 256, 176), // 5 bits, scales and offsets of 32
    Q6_K(14, 256, 210), // 6 bits, scales of 16
    Q8_K(15, 256, 292), // for products only
    IQ2_XXS(16, 256, 66), // from a table of vectors, as all that begin with IQ
    IQ2_XS(17, 256, 74), // likewise
    IQ3_XXS(18, 256, 98), // likewise
    IQ1_S(19, 256, 50), // likewise
    IQ4_NL(20, 32, 18), // likewise
    IQ3_S(21, 256, 110), // likewise
    IQ2_S(22, 256, 82), // likewise
    IQ4_XS(23, 256, 136), // likewise
    I8(24, 1, 1), // signed
    I16(25, 1, 2), // signed
    I32(26, 1, 4), // signed
    I64(27, 1, 8), // signed
    F64(28, 1, 8), // IEEE 754 double
    IQ1_M(29, 256, 56), // likewise
    BF16(30, 1, 2), // the upper half of a single
    TQ1_0(34, 256, 54), // -1, 0 and 1
    TQ2_0(35, 256, 66), // -1, 0 and 1
    MXFP4(39, 32, 17), // floats of 4 bits
    NVFP4(40, 64, 36), // floats of 4 bits
    Q1_0(41, 128, 18); // a sign and a scale

    /** Makes floats of elements. */
    @FunctionalInterface
    interface Widening {
        /**
         * Widens elements.
         *
         * @param from little-endian; they begin at its first byte
         * @param to takes them from {@code first} on
         * @param count how many, a multiple of a block
         */
        void widen(ByteBuffer from, float[] to, int first, int count);
    }

    /** Makes floats of one block. */
    @FunctionalInterface
    private interface BlockWidening {
        /** Widens the block that begins at {@code at}. */
        void widen(ByteBuffer from, int at, float[] to, int first);
    }

    /** What the format calls it by. */
    final int number;

    /** Elements of a block. */
    final int block;

    /** Bytes of a block. */
    final int bytes;

    GgufType(int number, int block, int bytes) {
        this.number = number;
        this.block = block;
        this.bytes = bytes;
    }

    /** The type of a number, or null if it is of a later version. */
    static @Nullable GgufType of(int number) {
        return Arrays.stream(values()).filter(type -> type.number == number).findFirst().orElse(null);
    }

    /** The type of a name, or null. */
    static @Nullable GgufType named(String name) {
        return Arrays.stream(values()).filter(type -> type.name().equals(name)).findFirst().orElse(null);
    }

    /** What makes floats of its elements, or null if they are not read. */
    @Nullable
    Widening widening() {
        return switch (this) {
            case F32 -> PlainBlocks::f32;
            case F16 -> PlainBlocks::f16;
            case BF16 -> PlainBlocks::bf16;
            case F64 -> PlainBlocks::f64;
            case Q4_0 -> each(SmallBlocks::q40);
            case Q4_1 -> each(SmallBlocks::q41);
            case Q5_0 -> each(SmallBlocks::q50);
            case Q5_1 -> each(SmallBlocks::q51);
            case Q8_0 -> each(SmallBlocks::q80);
            case Q2_K -> each(LargeBlocks::q2);
            case Q3_K -> each(LargeBlocks::q3);
            case Q4_K -> each(LargeBlocks::q4);
            case Q5_K -> each(LargeBlocks::q5);
            case Q6_K -> each(LargeBlocks::q6);
            default -> null;
        };
    }

    private Widening each(BlockWidening one) {
        return (from, to, first, count) -> {
            for (int i = 0; i < count; i += block) {
                one.widen(from, i / block * bytes, to, first + i);
            }
        };
    }
}

package dev.lanewise.zoo.gguf;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The element types of the format: elements lie in blocks, which have their scales with them. */
enum GgufType {
    F32(0, 1, 4, PlainBlocks::f32), F16(1, 1, 2, PlainBlocks::f16), Q4_0(2, 32, 18, SmallBlocks::q40), Q4_1(3, 32, 20,
            SmallBlocks::q41), Q5_0(6, 32, 22, SmallBlocks::q50), Q5_1(7, 32, 24, SmallBlocks::q51), Q8_0(8, 32, 34,
                    SmallBlocks::q80), Q8_1(9, 32, 40, null), Q2_K(10, 256, 84, LargeBlocks::q2), Q3_K(11, 256, 110,
                            LargeBlocks::q3), Q4_K(12, 256, 144, LargeBlocks::q4), Q5_K(13, 256, 176,
                                    LargeBlocks::q5), Q6_K(14, 256, 210, LargeBlocks::q6), Q8_K(15, 256, 292,
                                            null), IQ2_XXS(16, 256, 66, null), IQ2_XS(17, 256, 74, null), IQ3_XXS(18,
                                                    256, 98,
                                                    null), IQ1_S(19, 256, 50, null), IQ4_NL(20, 32, 18, null), IQ3_S(21,
                                                            256, 110, null), IQ2_S(22, 256, 82, null), IQ4_XS(23, 256,
                                                                    136,
                                                                    null), I8(24, 1, 1, null), I16(25, 1, 2, null), I32(
                                                                            26, 1, 4,
                                                                            null), I64(27, 1, 8, null), F64(28, 1, 8,
                                                                                    PlainBlocks::f64), IQ1_M(29, 256,
                                                                                            56, null), BF16(30, 1, 2,
                                                                                                    PlainBlocks::bf16), TQ1_0(
                                                                                                            34, 256, 54,
                                                                                                            null), TQ2_0(
                                                                                                                    35,
                                                                                                                    256,
                                                                                                                    66,
                                                                                                                    null), MXFP4(
                                                                                                                            39,
                                                                                                                            32,
                                                                                                                            17,
                                                                                                                            null), NVFP4(
                                                                                                                                    40,
                                                                                                                                    64,
                                                                                                                                    36,
                                                                                                                                    null), Q1_0(
                                                                                                                                            41,
                                                                                                                                            128,
                                                                                                                                            18,
                                                                                                                                            null);

    /** Makes floats of blocks. */
    @FunctionalInterface
    interface Widening {
        /**
         * Widens one block.
         *
         * @param from little-endian; the block begins at {@code at}
         * @param to takes the elements from {@code first} on
         */
        void widen(ByteBuffer from, int at, float[] to, int first);
    }

    /** What the format calls it by. */
    final int number;

    /** Elements of a block. */
    final int block;

    /** Bytes of a block. */
    final int bytes;

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    private final @Nullable Widening widening;

    GgufType(int number, int block, int bytes, @Nullable Widening widening) {
        this.number = number;
        this.block = block;
        this.bytes = bytes;
        this.widening = widening;
    }

    /** The type of a number, or null if it is of a later version. */
    static @Nullable GgufType of(int number) {
        for (GgufType type : values()) {
            if (type.number == number) {
                return type;
            }
        }
        return null;
    }

    /** The type of a name, or null. */
    static @Nullable GgufType named(String name) {
        for (GgufType type : values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        return null;
    }

    /** Whether its elements become floats here. */
    boolean isRead() {
        return widening != null;
    }

    /** Widens whole blocks, which begin at the buffer's first byte. */
    void widen(ByteBuffer from, float[] to, int first, int count) {
        if (widening == null) {
            throw new IllegalStateException("GgufType: " + this + " is not read");
        }
        for (int i = 0, at = 0; i < count; i += block, at += bytes) {
            widening.widen(from, at, to, first + i);
        }
    }
}

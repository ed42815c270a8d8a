package dev.lanewise.tensor;

import dev.lanewise.tensor.primitives.IntOp.Function;
import dev.lanewise.text.Required;

/** Functions of the bits of ints. */
public final class Bits {
    private Bits() {}

    /** Bits that both have ({@index bitwise_and}); the shapes broadcast. */
    public static IntTensor and(IntTensor a, IntTensor b) {
        return Required.nonNull("bits: the tensor", a).zip(Function.BIT_AND, b);
    }

    /** Bits that at least one has ({@index bitwise_or}); the shapes broadcast. */
    public static IntTensor or(IntTensor a, IntTensor b) {
        return Required.nonNull("bits: the tensor", a).zip(Function.BIT_OR, b);
    }

    /** Bits that one has ({@index bitwise_xor}); the shapes broadcast. */
    public static IntTensor xor(IntTensor a, IntTensor b) {
        return Required.nonNull("bits: the tensor", a).zip(Function.BIT_XOR, b);
    }

    /** Bits moved to higher places ({@index bitwise_left_shift}), by 0 to 31; the shapes broadcast. */
    public static IntTensor shiftLeft(IntTensor x, IntTensor bits) {
        return Required.nonNull("bits: the tensor", x).zip(Function.SHIFT_LEFT, bits);
    }

    /** Bits moved to lower places, the sign kept ({@index bitwise_right_shift}), by 0 to 31; the shapes broadcast. */
    public static IntTensor shiftRight(IntTensor x, IntTensor bits) {
        return Required.nonNull("bits: the tensor", x).zip(Function.SHIFT_RIGHT, bits);
    }
}

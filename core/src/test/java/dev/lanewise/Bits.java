package dev.lanewise;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;

/** Results as bits, any NaN as one NaN, so that they can be compared exactly. */
public final class Bits {
    private Bits() {}

    public static int[] of(float... values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToIntBits(values[i]);
        }
        return bits;
    }

    /** The bits of floats, the values of ints, booleans as the floats 0 and 1. */
    public static int[] of(Value value) {
        return switch (value) {
            case Tensor x -> of(x.toArray());
            case IntTensor x -> x.toArray();
            case BoolTensor x -> of(x.toTensor());
        };
    }

    /** How many floats further up the number line the second number is; the zeros are next to each other. */
    static long steps(float from, float to) {
        return ordinal(to) - ordinal(from);
    }

    private static long ordinal(float x) {
        int bits = Float.floatToRawIntBits(x);
        return bits >= 0 ? bits : -1L - (bits & Integer.MAX_VALUE);
    }
}

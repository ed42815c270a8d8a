package dev.lanewise.tensor;

/** Results as bits, any NaN as one NaN, so that they can be compared exactly. */
final class Bits {
    private Bits() {}

    static int[] of(float... values) {
        int[] bits = new int[values.length];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToIntBits(values[i]);
        }
        return bits;
    }

    static int[] of(Value value) {
        return switch (value) {
            case Tensor x -> of(x.toArray());
            case IntTensor x -> x.toArray();
            case BoolTensor x -> of(x.toTensor());
        };
    }
}

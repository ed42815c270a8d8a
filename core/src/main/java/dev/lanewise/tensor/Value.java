package dev.lanewise.tensor;

/** What an op takes and gives: a tensor of floats, of ints or of booleans. */
public sealed interface Value permits Tensor, IntTensor, BoolTensor {
    /** The sizes of its dimensions. */
    Shape shape();

    /** Whether the two are tensors of floats on one array, so that writing to one may show in the other. */
    default boolean sharesStorage(Value other) {
        return this instanceof Tensor x && other instanceof Tensor y && x.data() == y.data();
    }
}

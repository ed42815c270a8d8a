package dev.lanewise.tensor;

/** What an op takes and gives: a tensor of floats, of ints or of booleans. */
public sealed interface Value permits Tensor, IntTensor, BoolTensor {
    /** The sizes of its dimensions. */
    Shape shape();
}

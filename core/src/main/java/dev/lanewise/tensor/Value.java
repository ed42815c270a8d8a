package dev.lanewise.tensor;

/** What an op takes and gives: a tensor of floats, of ints or of booleans. */
public sealed interface Value permits Tensor, IntTensor, BoolTensor {
    /** The sizes of its dimensions. */
    Shape shape();

    /** Whether the two are tensors of floats with elements in common, so that writing to one shows in the other. */
    default boolean overlaps(Value other) {
        return this instanceof Tensor x
                && other instanceof Tensor y
                && x.data() == y.data()
                && x.offset() < y.offset() + y.size()
                && y.offset() < x.offset() + x.size();
    }

    /** Whether the two are tensors of floats on the same storage, so that a write to one counts as one to the other. */
    default boolean sharesStorage(Value other) {
        return this instanceof Tensor x && other instanceof Tensor y && x.storage() == y.storage();
    }
}

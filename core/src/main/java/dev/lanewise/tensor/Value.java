package dev.lanewise.tensor;

/** An input or output of an op: a tensor of floats, ints or booleans. */
public sealed interface Value permits Tensor, IntTensor, BoolTensor {
    /** The sizes of its dimensions. */
    Shape shape();

    /** Whether both are tensors of floats with elements in common, so that writing to one shows in the other. */
    default boolean overlaps(Value other) {
        return this instanceof Tensor x
                && other instanceof Tensor y
                && x.storage().hasArrayOf(y.storage())
                && x.offset() < y.offset() + y.size()
                && y.offset() < x.offset() + x.size();
    }

    /**
     * Whether both are tensors of floats on the same storage, so that a write to one counts as a write to the other.
     */
    default boolean sharesStorage(Value other) {
        return this instanceof Tensor x && other instanceof Tensor y && x.storage() == y.storage();
    }
}

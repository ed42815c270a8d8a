package dev.lanewise.tensor;

/** What {@link Shapes#pad(Tensor, int, int, int, PadMode)} puts around a tensor. */
public enum PadMode {
    /** The elements next to the edge, mirrored at it, without the edge itself: {@code c b | a b c | b a}. */
    REFLECT,
    /** The edge, repeated: {@code a a | a b c | c c}. */
    REPLICATE,
    /** The elements of the other end, as if the axis were a circle: {@code b c | a b c | a b}. */
    CIRCULAR
}

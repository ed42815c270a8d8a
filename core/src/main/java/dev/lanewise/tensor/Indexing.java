package dev.lanewise.tensor;

import dev.lanewise.tensor.primitives.ArrangeOp;
import dev.lanewise.tensor.primitives.IndexOp;

/** Choosing elements by masks and indices. */
public final class Indexing {
    private Indexing() {}

    /**
     * Elementwise choice ({@index masked_fill}): {@code mask ? a : b}. <b>Shape</b>: the three broadcast. Gradient
     * flows to the chosen side.
     *
     * @throws IllegalArgumentException if the shapes do not broadcast
     */
    public static Tensor where(BoolTensor mask, Tensor a, Tensor b) {
        return new IndexOp.Where().tensor(mask, a, b);
    }

    /**
     * Elementwise choice of ints: {@code mask ? a : b}. <b>Shape</b>: the three broadcast.
     *
     * @throws IllegalArgumentException if the shapes do not broadcast
     */
    public static IntTensor where(BoolTensor mask, IntTensor a, IntTensor b) {
        return (IntTensor) new ArrangeOp.Choose().apply(mask, a, b)[0];
    }

    /**
     * Rows by index ({@index index_select}): {@code y[i...] = x[indices[i...]]}. <b>Shape</b>: {@code [N, D...], [I...]
     * -> [I..., D...]}. The gradient of a row taken several times is the sum, added in the order of the indices, in
     * chains of 512 as in a matrix product.
     *
     * @throws IndexOutOfBoundsException for an index outside {@code 0 .. N - 1}
     */
    public static Tensor take(Tensor x, IntTensor indices) {
        return new IndexOp.TakeRows().tensor(x, indices);
    }

    /**
     * One-hot encoding ({@index one_hot}): 1 at each index, 0 elsewhere. <b>Shape</b>: {@code [I...] -> [I...,
     * classes]}.
     *
     * @throws IndexOutOfBoundsException for an index outside {@code 0 .. classes - 1}
     */
    public static Tensor oneHot(IntTensor indices, int classes) {
        return new IndexOp.OneHot(classes).tensor(indices);
    }
}

package dev.lanewise.tensor;

import dev.lanewise.tensor.primitives.ArrangeOp;
import dev.lanewise.tensor.primitives.GatherOp;
import dev.lanewise.tensor.primitives.IndexOp;
import dev.lanewise.text.Required;
import java.util.stream.IntStream;

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
     * Elements named along any axis ({@index index_select}): as {@link #take(Tensor, IntTensor)}, with the axes of the
     * indices in the place of the axis. <b>Shape</b>: {@code [A..., N, D...], [I...] -> [A..., I..., D...]}.
     *
     * @throws IndexOutOfBoundsException for an index outside {@code 0 .. N - 1}
     */
    public static Tensor take(Tensor x, int axis, IntTensor indices) {
        int at = Shapes.axis("take", x, axis);
        if (at == 0) {
            return take(x, indices);
        }
        Tensor y = take(Shapes.moveAxis(x, at, 0), indices);
        int taken = indices.shape().rank();
        int[] order = new int[y.rank()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i < at ? taken + i : i < at + taken ? i - at : i;
        }
        return y.permute(order);
    }

    /**
     * An element for each index ({@index take_along_dim}): {@code y[i, j] = x[index[i, j], j]} for axis 0, and so on.
     * <b>Shape</b>: the indices have as many axes as x, and in the other axes at most its sizes; the output has their
     * shape. The gradient of an element named several times is the sum, added in ascending order in chains of 512 as in
     * a matrix product.
     *
     * @throws IllegalArgumentException if the shapes do not fit
     * @throws IndexOutOfBoundsException for an index outside the axis
     */
    public static Tensor gather(Tensor x, int axis, IntTensor indices) {
        int at = Shapes.axis("gather", x, axis);
        requireFit("gather", x.shape(), at, indices);
        Tensor part = x;
        for (int i = 0; i < x.rank(); i++) {
            part = i == at || indices.shape().dim(i) == x.dim(i) ? part : part.slice(i, 0, indices.shape().dim(i));
        }
        return new GatherOp.Gather(at).tensor(part, indices);
    }

    /** As {@link #gather(Tensor, int, IntTensor)}, of ints. */
    public static IntTensor gather(IntTensor x, int axis, IntTensor indices) {
        int at = Required.nonNull("gather: the tensor", x).shape().axis("gather: ", axis);
        requireFit("gather", x.shape(), at, indices);
        IntTensor part = x;
        for (int i = 0; i < x.shape().rank(); i++) {
            part = i == at ? part : part.slice(i, 0, indices.shape().dim(i));
        }
        return (IntTensor) new ArrangeOp.Pick(at).apply(part, indices)[0];
    }

    /**
     * A new tensor with elements replaced: {@code y[index[i, j], j] = source[i, j]} for axis 0, and so on. Of several
     * that name the same element the last one stays (PyTorch leaves that open), and the gradients of the others are 0.
     *
     * @param indices as many axes as x, and in the other axes at most its sizes
     * @param source as many axes, and at least the sizes of the indices
     * @throws IllegalArgumentException if the shapes do not fit
     * @throws IndexOutOfBoundsException for an index outside the axis
     */
    public static Tensor scatter(Tensor x, int axis, IntTensor indices, Tensor source) {
        int at = Shapes.axis("scatter", x, axis);
        requireFit("scatter", x.shape(), at, indices);
        return changed(new GatherOp.Put(at), x, indices, source("scatter", indices.shape(), source), 0);
    }

    /**
     * A new tensor with elements added ({@index scatter_add}): {@code y[index[i, j], j] += source[i, j]} for axis 0,
     * and so on. What is added to an element is summed in ascending order, in chains of 512 as in a matrix product.
     *
     * @param indices as many axes as x, and in the other axes at most its sizes
     * @param source as many axes, and at least the sizes of the indices
     * @throws IllegalArgumentException if the shapes do not fit
     * @throws IndexOutOfBoundsException for an index outside the axis
     */
    public static Tensor scatterAdd(Tensor x, int axis, IntTensor indices, Tensor source) {
        int at = Shapes.axis("scatterAdd", x, axis);
        requireFit("scatterAdd", x.shape(), at, indices);
        return changed(new GatherOp.AddTo(at), x, indices, source("scatterAdd", indices.shape(), source), 0);
    }

    /** {@code mask ? value : x}, elementwise ({@index masked_fill}); the shapes broadcast. */
    public static Tensor maskedFill(Tensor x, BoolTensor mask, double value) {
        return where(mask, Tensor.scalar(value), x);
    }

    /**
     * The elements where the mask is true, in row-major order, as a vector ({@index masked_select}); the shapes
     * broadcast. The size depends on values, so it cannot be captured.
     */
    public static Tensor maskedSelect(Tensor x, BoolTensor mask) {
        Required.nonNull("maskedSelect: the tensor", x);
        ThreadState.leaves(Required.nonNull("maskedSelect: the mask", mask), "maskedSelect()");
        Shape shape = Shape.broadcast("maskedSelect", x.shape(), mask.shape());
        int[] sources = mask.shape().repeatedIn(shape);
        int[] chosen = IntStream.range(0, sources.length).filter(i -> mask.data()[sources[i]]).toArray();
        Tensor all = x.broadcastTo(shape).reshape(shape.size());
        return take(all, IntTensor.wrap(chosen, Shape.of(chosen.length)));
    }

    /**
     * The indices of what is true, in row-major order: {@code [count, rank]}. The size depends on values, so it cannot
     * be captured. For floats: {@code nonzero(x.ne(0))}.
     */
    public static IntTensor nonzero(BoolTensor mask) {
        ThreadState.leaves(Required.nonNull("nonzero: the mask", mask), "nonzero()");
        int[] flat = IntStream.range(0, mask.size()).filter(i -> mask.data()[i]).toArray();
        int rank = mask.shape().rank();
        int[] indices = new int[Shape.times("nonzero", flat.length, rank)];
        for (int i = 0; i < flat.length; i++) {
            int rest = flat[i];
            for (int axis = rank - 1; axis >= 0; axis--) {
                indices[i * rank + axis] = rest % mask.shape().dim(axis);
                rest /= mask.shape().dim(axis);
            }
        }
        return IntTensor.wrap(indices, Shape.of(flat.length, rank));
    }

    /** Changes the part of x that the indices cover, one axis after the other. */
    private static Tensor changed(GatherOp op, Tensor x, IntTensor indices, Tensor source, int from) {
        for (int i = from; i < x.rank(); i++) {
            int covered = indices.shape().dim(i);
            if (i != op.axis() && covered < x.dim(i)) {
                Tensor part = changed(op, x.slice(i, 0, covered), indices, source, i + 1);
                return Shapes.withSlice(x, i, 0, covered, part);
            }
        }
        return op.tensor(x, indices, source);
    }

    /** The part of a source that the indices cover. */
    private static Tensor source(String function, Shape indices, Tensor source) {
        boolean fits = Required.nonNull(function + ": the source", source).rank() == indices.rank();
        for (int i = 0; fits && i < indices.rank(); i++) {
            fits = indices.dim(i) <= source.dim(i);
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    function + ": source " + source.shape() + " does not cover indices " + indices);
        }
        Tensor part = source;
        for (int i = 0; i < indices.rank(); i++) {
            part = indices.dim(i) == source.dim(i) ? part : part.slice(i, 0, indices.dim(i));
        }
        return part;
    }

    private static void requireFit(String function, Shape x, int axis, IntTensor given) {
        Shape indices = Required.nonNull(function + ": the tensor of indices", given).shape();
        boolean fits = indices.rank() == x.rank();
        for (int i = 0; fits && i < x.rank(); i++) {
            fits = i == axis || indices.dim(i) <= x.dim(i);
        }
        if (!fits) {
            throw new IllegalArgumentException(function + ": " + x + " and indices " + indices
                    + ": expected as many axes, and at most the sizes of x in all but axis " + axis);
        }
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

package dev.lanewise.tensor;

import dev.lanewise.tensor.primitives.MoveOp;
import dev.lanewise.text.Required;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Diagonals and triangles of matrices. Diagonal {@code k} consists of the elements in row i and column {@code i + k}: 0
 * is the main one, 1 that above it, -1 that below it.
 */
public final class Diagonals {
    private Diagonals() {}

    /** The lower triangle: what is on the main diagonal or below it; see {@link #tril(Tensor, int)}. */
    public static Tensor tril(Tensor x) {
        return tril(x, 0);
    }

    /**
     * The lower triangle: what is on diagonal k or below it; 0 elsewhere, also in the place of NaN. <b>Shape</b>:
     * {@code [..., M, N] -> [..., M, N]}. Gradient: that of the triangle.
     *
     * @throws IllegalArgumentException if there are fewer than two axes
     */
    public static Tensor tril(Tensor x, int k) {
        requireMatrix("tril", x);
        return new MoveOp.Triangle(true, k).tensor(x);
    }

    /** The upper triangle: what is on the main diagonal or above it; see {@link #triu(Tensor, int)}. */
    public static Tensor triu(Tensor x) {
        return triu(x, 0);
    }

    /**
     * The upper triangle: what is on diagonal k or above it; 0 elsewhere, also in the place of NaN. <b>Shape</b>:
     * {@code [..., M, N] -> [..., M, N]}. Gradient: that of the triangle.
     *
     * @throws IllegalArgumentException if there are fewer than two axes
     */
    public static Tensor triu(Tensor x, int k) {
        requireMatrix("triu", x);
        return new MoveOp.Triangle(false, k).tensor(x);
    }

    /** The main diagonal of the matrices in the last two axes; see {@link #diagonal(Tensor, int)}. */
    public static Tensor diagonal(Tensor x) {
        return diagonal(x, 0);
    }

    /**
     * Diagonal k of the matrices in the last two axes. <b>Shape</b>: {@code [..., M, N] -> [..., D]}; empty if there is
     * no such diagonal. Gradient: grad on the diagonal, 0 elsewhere.
     *
     * @throws IllegalArgumentException if there are fewer than two axes
     */
    public static Tensor diagonal(Tensor x, int k) {
        requireMatrix("diagonal", x);
        Shape shape = x.shape();
        int last = shape.rank() - 1;
        int rows = shape.dim(last - 1);
        int cols = shape.dim(last);
        // as a long: k may be the smallest int
        long length = Math.max(0, k >= 0 ? Math.min(rows, (long) cols - k) : Math.min((long) rows + k, cols));
        int start = length == 0 ? 0 : k >= 0 ? k : -k * cols;
        return new MoveOp.Strided(last - 1, start, cols + 1, (int) length).tensor(x.flatten(last - 1));
    }

    /**
     * As {@link #diagonal(Tensor, int)}, of the matrices whose rows lie along one axis and whose columns along another:
     * the diagonal is the last axis of the result.
     *
     * @throws IllegalArgumentException if it is the same axis twice
     */
    public static Tensor diagonal(Tensor x, int k, int rowAxis, int colAxis) {
        Shape shape = Required.nonNull("diagonal: the tensor", x).shape();
        int row = shape.axis("diagonal: ", rowAxis);
        int col = shape.axis("diagonal: ", colAxis);
        if (row == col) {
            throw new IllegalArgumentException("diagonal: axis " + rowAxis + " of " + shape + " is named twice");
        }
        IntStream others = IntStream.range(0, shape.rank()).filter(axis -> axis != row && axis != col);
        return diagonal(x.permute(IntStream.concat(others, IntStream.of(row, col)).toArray()), k);
    }

    /** Square matrices with the elements of the last axis on the main diagonal; see {@link #diagEmbed(Tensor, int)}. */
    public static Tensor diagEmbed(Tensor x) {
        return diagEmbed(x, 0);
    }

    /**
     * Square matrices with the elements of the last axis on diagonal k, zeros elsewhere ({@index diag_embed}).
     * <b>Shape</b>: {@code [..., D] -> [..., N, N]} with {@code N = D + |k|}. Gradient: the diagonal of grad.
     *
     * @throws IllegalArgumentException for a scalar, or if the matrices are too large
     */
    public static Tensor diagEmbed(Tensor x, int k) {
        Shape shape = Required.nonNull("diagEmbed: the tensor", x).shape();
        if (shape.rank() == 0) {
            throw new IllegalArgumentException("diagEmbed: a scalar has no axis to put on a diagonal");
        }
        int last = shape.rank() - 1;
        long side = shape.dim(last) + Math.abs((long) k);
        if (side * side > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "diagEmbed: " + shape + " on diagonal " + k + " gives matrices of " + side
                            + " rows, too many");
        }
        int n = (int) side;
        int[] dims = Arrays.copyOf(shape.dims(), last + 2);
        dims[last] = n;
        dims[last + 1] = n;
        Shape square = Shape.of(dims);
        return new MoveOp.Spread(last, n * n, k >= 0 ? k : -k * n, n + 1).tensor(x).reshape(square);
    }

    /**
     * Sum of the main diagonal of the matrices in the last two axes. <b>Shape</b>: {@code [..., M, N] -> [...]}.
     * Gradient: grad on the diagonal.
     *
     * @throws IllegalArgumentException if there are fewer than two axes
     */
    public static Tensor trace(Tensor x) {
        requireMatrix("trace", x);
        return diagonal(x).sum(-1);
    }

    private static void requireMatrix(String function, Tensor x) {
        if (Required.nonNull(function + ": the tensor", x).rank() < 2) {
            throw new IllegalArgumentException(function + ": " + x.shape() + " has fewer than two axes");
        }
    }
}

package dev.lanewise.tensor;

import dev.lanewise.tensor.primitives.LinearOp;
import dev.lanewise.text.Required;
import java.util.Arrays;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Linear algebra beyond {@link Tensor#matmul(Tensor)}. */
public final class Linalg {
    private Linalg() {}

    /**
     * Affine map {@code x W^T + b} in one op. <b>Shape</b>: {@code [..., in], [out, in], [out] -> [..., out]}; leading
     * axes are folded into one matrix product. The bits are those of the product followed by the sum; a captured
     * program fuses a relu, tanh or sigmoid that follows into the same op.
     *
     * @param bias null for none
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public static Tensor linear(Tensor x, Tensor weight, @Nullable Tensor bias) {
        requireBoth("linear", x, weight);
        if (x.rank() == 0 || weight.rank() != 2 || x.dim(-1) != weight.dim(1)) {
            throw new IllegalArgumentException("linear: " + x.shape() + " and weight " + weight.shape()
                    + ": expected [..., in] and [out, in]");
        }
        Shape shape = x.shape();
        Tensor rows = x.reshape(Shape.of(shape.product(0, shape.rank() - 1), x.dim(-1)));
        LinearOp op = new LinearOp(false, true, null);
        Tensor y = bias == null ? op.tensor(rows, weight) : op.tensor(rows, weight, bias);
        return y.reshape(shape.with(shape.rank() - 1, weight.dim(0)));
    }

    /**
     * Sum of the products of two vectors. <b>Shape</b>: {@code [N], [N] -> []}.
     *
     * @throws IllegalArgumentException if they are not vectors of equal length
     */
    public static Tensor dot(Tensor a, Tensor b) {
        requireBoth("dot", a, b);
        requireVector("dot", a);
        requireVector("dot", b);
        if (a.size() != b.size()) {
            throw new IllegalArgumentException("dot: vectors of " + a.size() + " and " + b.size() + " elements");
        }
        return a.matmul(b);
    }

    /**
     * All products of the elements of two vectors. <b>Shape</b>: {@code [M], [N] -> [M, N]}.
     *
     * @throws IllegalArgumentException if one is no vector
     */
    public static Tensor outer(Tensor a, Tensor b) {
        requireBoth("outer", a, b);
        requireVector("outer", a);
        requireVector("outer", b);
        return a.unsqueeze(1).mul(b);
    }

    /** As {@link #addmm(Tensor, Tensor, Tensor, double, double)} with both factors 1. */
    public static Tensor addmm(Tensor c, Tensor a, Tensor b) {
        return addmm(c, a, b, 1, 1);
    }

    /**
     * {@code beta c + alpha a b}, with a matrix product ({@index baddbmm} for batches). <b>Shape</b>: {@code [..., M,
     * K]} and {@code [..., K, N]}; c broadcasts to the product. With {@code beta = 0}, c is not read.
     *
     * @throws IllegalArgumentException if the shapes do not fit
     */
    public static Tensor addmm(Tensor c, Tensor a, Tensor b, double beta, double alpha) {
        Required.nonNull("addmm: the tensor to add to", c);
        requireBoth("addmm", a, b);
        if (a.rank() < 2 || b.rank() < 2) {
            throw new IllegalArgumentException("addmm: " + a.shape() + " x " + b.shape() + ": expected matrices");
        }
        Tensor product = a.matmul(b);
        if (!Shape.broadcast("addmm", c.shape(), product.shape()).equals(product.shape())) {
            throw new IllegalArgumentException(
                    "addmm: " + c.shape() + " does not broadcast to the product " + product.shape());
        }
        Tensor scaled = alpha == 1 ? product : product.mul(alpha);
        return beta == 0 ? scaled : scaled.add(beta == 1 ? c : c.mul(beta));
    }

    /**
     * Kronecker product: each element of a times all of b. <b>Shape</b>: {@code [a_0, a_1, ...], [b_0, b_1, ...] ->
     * [a_0 b_0, a_1 b_1, ...]}; the shorter shape gets axes of size 1 in front.
     */
    public static Tensor kron(Tensor a, Tensor b) {
        requireBoth("kron", a, b);
        int rank = Math.max(a.rank(), b.rank());
        int[] left = new int[2 * rank];
        int[] right = new int[2 * rank];
        int[] dims = new int[rank];
        for (int axis = 0; axis < rank; axis++) {
            int p = axis < rank - a.rank() ? 1 : a.dim(axis - rank + a.rank());
            int q = axis < rank - b.rank() ? 1 : b.dim(axis - rank + b.rank());
            left[2 * axis] = p;
            left[2 * axis + 1] = 1;
            right[2 * axis] = 1;
            right[2 * axis + 1] = q;
            dims[axis] = Shape.times("kron", p, q);
        }
        return a.reshape(Shape.of(left)).mul(b.reshape(Shape.of(right))).reshape(Shape.of(dims));
    }

    /**
     * Vector product along an axis of size 3. <b>Shape</b>: the two broadcast.
     *
     * @throws IllegalArgumentException if the axis has another size
     */
    public static Tensor cross(Tensor a, Tensor b, int axis) {
        requireBoth("cross", a, b);
        Shape shape = Shape.broadcast("cross", a.shape(), b.shape());
        int at = shape.axis("cross: ", axis);
        int back = at - shape.rank();
        if (-back > a.rank() || -back > b.rank() || a.dim(back) != 3 || b.dim(back) != 3) {
            throw new IllegalArgumentException("cross: " + a.shape() + " and " + b.shape()
                    + ": both need size 3 at axis " + axis);
        }
        return Shapes.roll(a, back, -1).mul(Shapes.roll(b, back, -2))
                .sub(Shapes.roll(a, back, -2).mul(Shapes.roll(b, back, -1)));
    }

    /** Euclidean distances; see {@link #cdist(Tensor, Tensor, double)}. */
    public static Tensor cdist(Tensor a, Tensor b) {
        return cdist(a, b, 2);
    }

    /**
     * Distances between all rows of a and all rows of b: the norms of order p of their differences, which are computed
     * one by one, so that near points have accurate distances. <b>Shape</b>: {@code [..., P, D], [..., R, D] -> [...,
     * P, R]}. At coinciding points the gradient is 0.
     *
     * <p>The differences need {@code P R D} elements of memory, and a few times that for a gradient. PyTorch takes
     * {@code |a|^2 + |b|^2 - 2 a b} for many points, which needs {@code P R}, but in floats loses near points: the
     * terms cancel. Where that does not matter, the three can be written with {@link Tensor#matmul(Tensor)}.
     *
     * @throws IllegalArgumentException if the shapes do not fit, or p is negative or NaN
     */
    public static Tensor cdist(Tensor a, Tensor b, double p) {
        requireBoth("cdist", a, b);
        if (a.rank() < 2 || b.rank() < 2 || a.dim(-1) != b.dim(-1)) {
            throw new IllegalArgumentException(
                    "cdist: " + a.shape() + " and " + b.shape() + ": expected [..., P, D] and [..., R, D]");
        }
        if (!(p >= 0)) {
            throw new IllegalArgumentException("cdist: order " + p + " is negative or NaN");
        }
        return Statistics.norm(a.unsqueeze(-2).sub(b.unsqueeze(-3)), p, -1);
    }

    /**
     * Product of several matrices in the order that needs the fewest multiplications, of more than six in one that
     * needs few ({@index multi_dot}). <b>Shape</b>: {@code [M, K], [K, L], ..., [P, N] -> [M, N]}; the first may be a
     * vector {@code [K]} and the last one {@code [P]}, and the result then lacks that axis.
     *
     * @throws IllegalArgumentException if the shapes do not fit, or there are fewer than two or more than 51
     */
    public static Tensor multiDot(Tensor... matrices) {
        String letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        int last = Required.nonNull("multiDot: the array of matrices", matrices).length - 1;
        if (last < 1 || last + 2 > letters.length()) {
            throw new IllegalArgumentException("multiDot: " + matrices.length + " matrices: expected 2 to 51");
        }
        StringJoiner equation = new StringJoiner(",");
        for (int i = 0; i <= last; i++) {
            Shape shape = Required.nonNull("multiDot: matrix " + i, matrices[i]).shape();
            boolean vector = shape.rank() == 1 && (i == 0 || i == last);
            if (!vector && shape.rank() != 2) {
                throw new IllegalArgumentException("multiDot: matrix " + i + " is " + shape
                        + ": expected two axes, of the first and the last one also one");
            }
            if (i > 0 && matrices[i - 1].dim(-1) != shape.dim(0)) {
                throw new IllegalArgumentException("multiDot: matrix " + (i - 1) + " is " + matrices[i - 1].shape()
                        + ", matrix " + i + " is " + shape + ": sizes " + matrices[i - 1].dim(-1) + " and "
                        + shape.dim(0) + " differ");
            }
            equation.add(vector ? letters.substring(i == 0 ? 1 : i, i == 0 ? 2 : i + 1) : letters.substring(i, i + 2));
        }
        String rows = matrices[0].rank() == 1 ? "" : letters.substring(0, 1);
        String columns = matrices[last].rank() == 1 ? "" : letters.substring(last + 1, last + 2);
        return Einsum.apply(equation + "->" + rows + columns, matrices);
    }

    /**
     * Sum of products over the last {@code axes} axes of a and the first of b.
     *
     * @throws IllegalArgumentException if their sizes differ, or there are not that many
     */
    public static Tensor tensordot(Tensor a, Tensor b, int axes) {
        requireBoth("tensordot", a, b);
        if (axes < 0 || axes > a.rank() || axes > b.rank()) {
            throw new IllegalArgumentException(
                    "tensordot: over " + axes + " axes of " + a.shape() + " and " + b.shape());
        }
        return tensordot(a, b, IntStream.range(a.rank() - axes, a.rank()).toArray(),
                IntStream.range(0, axes).toArray());
    }

    /**
     * Sum of products over pairs of axes: {@code axesA[i]} of a with {@code axesB[i]} of b. <b>Shape</b>: the other
     * axes of a, then those of b.
     *
     * @throws IllegalArgumentException if the sizes of a pair differ, or an axis is named twice
     * @throws IndexOutOfBoundsException for an axis that a tensor does not have
     */
    public static Tensor tensordot(Tensor a, Tensor b, int[] axesA, int[] axesB) {
        requireBoth("tensordot", a, b);
        Required.nonNull("tensordot: the array of axes of the first tensor", axesA);
        Required.nonNull("tensordot: the array of axes of the second tensor", axesB);
        if (axesA.length != axesB.length || a.rank() + b.rank() > Long.SIZE) {
            throw new IllegalArgumentException("tensordot: " + axesA.length + " axes of " + a.shape() + " and "
                    + axesB.length + " of " + b.shape());
        }
        int[] labelsA = IntStream.range(0, a.rank()).toArray();
        int[] labelsB = IntStream.range(a.rank(), a.rank() + b.rank()).toArray();
        long summed = 0;
        for (int i = 0; i < axesA.length; i++) {
            int p = a.shape().axis("tensordot: ", axesA[i]);
            int q = b.shape().axis("tensordot: ", axesB[i]);
            if ((summed >>> p & 1) != 0 || labelsB[q] < a.rank()) {
                throw new IllegalArgumentException("tensordot: an axis is named twice in " + Arrays.toString(axesA)
                        + " of " + a.shape() + " or " + Arrays.toString(axesB) + " of " + b.shape());
            }
            if (a.dim(p) != b.dim(q)) {
                throw new IllegalArgumentException("tensordot: axis " + axesA[i] + " of " + a.shape() + " has size "
                        + a.dim(p) + ", axis " + axesB[i] + " of " + b.shape() + " has " + b.dim(q));
            }
            labelsB[q] = p;
            summed |= 1L << p;
        }
        return Einsum.contract(a, labelsA, b, labelsB, Einsum.only(Einsum.join(labelsA, labelsB), ~summed));
    }

    /**
     * Sum of products of tensors whose axes are named by letters: {@code "bhqd,bhkd->bhqk"}. The result has the axes
     * behind the arrow; axes that are not there are summed over. Without an arrow the result has the axes of {@code
     * ...} and then the letters that appear once, in the alphabet's order with capitals first. A letter that appears
     * twice in an operand means the diagonal; {@code ...} stands for any further axes, which broadcast; spaces do not
     * count. An axis of size 1 is repeated to the size that its letter has in other operands.
     *
     * <p>Two operands are one matrix product, batched over the axes that both have and that stay; an operand is copied
     * only if its axes do not lie as the product reads them. More operands are multiplied two at a time: up to six in
     * the order that needs the fewest multiplications, more by taking the cheapest pair again and again. Shapes decide
     * the order, and the order decides the bits.
     *
     * {@snippet :
     * Tensor scores = Linalg.einsum("bhqd,bhkd->bhqk", queries, keys);
     * Tensor trace = Linalg.einsum("ii->", matrix);
     * }
     *
     * @throws IllegalArgumentException if the equation cannot be read, or the shapes do not fit it
     */
    public static Tensor einsum(String equation, Tensor... tensors) {
        Required.nonNull("einsum: the equation", equation);
        Shapes.requireEach("einsum", tensors);
        return Einsum.apply(equation, tensors);
    }

    private static void requireBoth(String function, Tensor a, Tensor b) {
        if (a == null || b == null) { // callers need not be null-checked
            throw new IllegalArgumentException(
                    function + ": the " + (a == null ? "first" : "second") + " tensor is null");
        }
    }

    private static void requireVector(String function, Tensor x) {
        if (x.rank() != 1) {
            throw new IllegalArgumentException(function + ": " + x.shape() + " is no vector");
        }
    }
}

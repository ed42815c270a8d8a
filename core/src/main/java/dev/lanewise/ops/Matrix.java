package dev.lanewise.ops;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;

/** What functions of matrices check, and what their gradients are written in. */
final class Matrix {
    private Matrix() {}

    /** The last two axes swapped. */
    static Tensor transposed(Tensor x) {
        int[] order = new int[x.rank()];
        for (int axis = 0; axis < order.length; axis++) {
            order[axis] = axis;
        }
        order[x.rank() - 2] = x.rank() - 1;
        order[x.rank() - 1] = x.rank() - 2;
        return x.permute(order);
    }

    /** The symmetric part. */
    static Tensor symmetric(Tensor x) {
        return x.add(transposed(x)).mul(0.5);
    }

    /** {@code [n, n]}: ones below the diagonal, and a number on it. */
    static Tensor lower(int n, float diagonal) {
        float[] mask = new float[n * n];
        for (int i = 0; i < n; i++) {
            Arrays.fill(mask, i * n, i * n + i, 1);
            mask[i * n + i] = diagonal;
        }
        return Tensor.wrap(mask, Shape.of(n, n));
    }

    /** Diagonal matrices of vectors {@code [..., n] -> [..., n, n]}. */
    static Tensor diagonal(Tensor x) {
        return x.unsqueeze(-1).mul(Tensor.eye(x.dim(-1)));
    }

    /** The axes before the last two. */
    static Shape batch(Shape x) {
        return Shape.of(Arrays.copyOf(x.dims(), x.rank() - 2));
    }

    /** A batch of matrices. */
    static Shape of(Shape batch, int... last) {
        int[] dims = Arrays.copyOf(batch.dims(), batch.rank() + last.length);
        System.arraycopy(last, 0, dims, batch.rank(), last.length);
        return Shape.of(dims);
    }

    /** Checks that matrices are square. */
    static Shape requireSquare(String op, Shape x) {
        if (x.rank() < 2 || x.dim(-1) != x.dim(-2)) {
            throw new IllegalArgumentException(op + ": " + x + ": expected square matrices [..., N, N]");
        }
        return x;
    }

    /** Checks that there are two axes. */
    static Shape requireMatrices(String op, Shape x) {
        if (x.rank() < 2) {
            throw new IllegalArgumentException(op + ": " + x + ": expected matrices [..., M, N]");
        }
        return x;
    }
}

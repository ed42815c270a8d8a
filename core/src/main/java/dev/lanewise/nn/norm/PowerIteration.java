package dev.lanewise.nn.norm;

import dev.lanewise.nn.Block;
import dev.lanewise.tensor.Statistics;
import dev.lanewise.tensor.Tensor;

/**
 * The vectors of a power iteration, of length 1: in each step {@code u = W v} and {@code v = W^T u}, so that
 * {@code u^T W v} nears the largest singular value of W from below.
 */
final class PowerIteration extends Block {
    private final Tensor left;
    private final Tensor right;
    private final int steps;
    private final float eps;

    /** Of vectors {@code [rows]} and {@code [columns]}. */
    PowerIteration(Tensor left, Tensor right, int steps, float eps) {
        this.left = buffer("_u", left);
        this.right = buffer("_v", right);
        this.steps = steps;
        this.eps = eps;
    }

    /** From vectors of any length. */
    void begin(Tensor matrix, int count) {
        left.assign(unit(left));
        right.assign(unit(right));
        move(matrix, count);
    }

    void move(Tensor matrix) {
        move(matrix, steps);
    }

    private void move(Tensor matrix, int count) {
        for (int i = 0; i < count; i++) {
            left.assign(unit(matrix.matmul(right)));
            right.assign(unit(left.matmul(matrix)));
        }
    }

    private Tensor unit(Tensor vector) {
        return vector.div(Statistics.norm(vector, 2).maximum(eps));
    }

    /** {@code u^T W v}, of copies of the vectors: they may move on before the gradient is asked for. */
    Tensor norm(Tensor matrix) {
        return left.copy().matmul(matrix.matmul(right.copy()));
    }

    @Override
    public PowerIteration copy() {
        return copied(() -> new PowerIteration(copied(left), copied(right), steps, eps));
    }

    @Override
    protected String describe() {
        return steps + (steps == 1 ? " step, eps " : " steps, eps ") + eps;
    }
}

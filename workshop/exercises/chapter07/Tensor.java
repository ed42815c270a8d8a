package chapter07;

import chapter05.CrossEntropy;
import dev.lanewise.workshop.Hole;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** A matrix of numbers that remembers what it was computed from. One operation works on all of its numbers at once. */
public final class Tensor {
    private static final float[] NONE = {};

    private final int rows;
    private final int columns;
    private final float[] values;
    private final float[] grad;
    private final Tensor[] inputs;
    private final Consumer<float[]> rule;
    private final int number;

    private Tensor(
            int rows, int columns, float[] values, boolean wantsGrad, int number, Consumer<float[]> rule,
            Tensor... inputs) {
        if (values.length != rows * columns) {
            throw new IllegalArgumentException(
                    "tensor: " + values.length + " values are not [" + rows + ", " + columns + "]");
        }
        this.rows = rows;
        this.columns = columns;
        this.values = values;
        this.grad = wantsGrad ? new float[values.length] : NONE;
        this.number = number;
        this.rule = rule;
        this.inputs = inputs;
    }

    /** Data, row by row. The array is not copied. */
    public static Tensor of(int rows, int columns, float... values) {
        return new Tensor(rows, columns, values, false, 0, _ -> {});
    }

    /** Numbers to learn, row by row: they want a gradient. The array is not copied. */
    public static Tensor parameter(int rows, int columns, float... values) {
        return new Tensor(rows, columns, values, true, 0, _ -> {});
    }

    /**
     * The result of an operation.
     *
     * @param rule   is given the gradient of this result, and adds to the gradients of the inputs what they contribute
     * @param inputs what the operation was given
     */
    private static Tensor result(int rows, int columns, float[] values, Consumer<float[]> rule, Tensor... inputs) {
        boolean wantsGrad = false;
        int number = 0;
        for (Tensor input : inputs) {
            wantsGrad |= input.wantsGrad();
            number = Math.max(number, input.number);
        }
        return wantsGrad
                ? new Tensor(rows, columns, values, true, number + 1, rule, inputs)
                : of(rows, columns, values);
    }

    public int rows() {
        return rows;
    }

    public int columns() {
        return columns;
    }

    /** The numbers, row by row: that of row i and column j is {@code values()[i * columns() + j]}. Not a copy. */
    public float[] values() {
        return values;
    }

    /** Whether this is a parameter or was computed from one. */
    public boolean wantsGrad() {
        return grad.length > 0;
    }

    /** For each number, how fast the result grows on which {@link #backward} was called. Not a copy. */
    public float[] grad() {
        if (!wantsGrad()) {
            throw new IllegalStateException("grad: this tensor is data, only parameters and what is computed from them "
                    + "have a gradient");
        }
        return grad;
    }

    /** Sets the gradient to 0. */
    public void zeroGrad() {
        Arrays.fill(grad(), 0);
    }

    /** 0 for parameters and data; for a result, one more than the largest number among its inputs. */
    int number() {
        return number;
    }

    /** The number of a tensor with one row and one column. */
    public float item() {
        if (values.length != 1) {
            throw new IllegalStateException("item: [" + rows + ", " + columns + "] is not one number");
        }
        return values[0];
    }

    /** The matrix product: [n, k] times [k, m] is [n, m]. */
    public Tensor matmul(Tensor right) {
        if (columns != right.rows) {
            throw new IllegalArgumentException("matmul: [" + rows + ", " + columns + "] x [" + right.rows + ", "
                    + right.columns + "]: inner sizes " + columns + " and " + right.rows + " differ");
        }
        return result(rows, right.columns, product(right), grad -> productRule(right, grad), this, right);
    }

    float[] product(Tensor right) {
        // A new array of rows * right.columns zeros. For each i < rows, each k < columns, each j < right.columns:
        // product[i, j] += this[i, k] * right[k, j]. With the loops in this order Java computes several j at once.
        throw Hole.fill("multiply this matrix by the right one");
    }

    void productRule(Tensor right, float[] grad) {
        // grad[i, j] is the gradient of product[i, j]. By the line above, with the same three loops:
        // if this wants a gradient:   this.grad[i, k]  += grad[i, j] * right[k, j]
        // if right wants a gradient:  right.grad[k, j] += grad[i, j] * this[i, k]
        throw Hole.fill("add to the gradients of both factors of matmul");
    }

    /** Adds the same row to each row: [n, m] plus [1, m] is [n, m]. */
    public Tensor addRow(Tensor row) {
        if (row.rows != 1 || row.columns != columns) {
            throw new IllegalArgumentException("addRow: [" + rows + ", " + columns + "] plus [" + row.rows + ", "
                    + row.columns + "], expected [1, " + columns + "]");
        }
        return result(rows, columns, sum(row), grad -> sumRule(row, grad), this, row);
    }

    float[] sum(Tensor row) {
        // A new array: every number plus that of the row in the same column.
        throw Hole.fill("add the row to each row");
    }

    void sumRule(Tensor row, float[] grad) {
        // Both if they want a gradient. Each number of the row went into every row of the sum:
        // what comes back for it is the sum over its column.
        throw Hole.fill("add to the gradients of both terms of addRow");
    }

    /** Each number if it is positive, else 0. */
    public Tensor relu() {
        return result(rows, columns, positive(), this::positiveRule, this);
    }

    float[] positive() {
        // A new array, as relu of chapter 6 for each number.
        throw Hole.fill("compute relu of each number");
    }

    void positiveRule(float[] grad) {
        // Where values is positive, the gradient passes through; elsewhere nothing is added.
        throw Hole.fill("add to the gradient of relu's input");
    }

    /** The cross entropy of these scores: one number, the mean over the rows. A label for each row. */
    public Tensor crossEntropy(int... labels) {
        if (labels.length != rows) {
            throw new IllegalArgumentException(
                    "crossEntropy: " + labels.length + " labels for [" + rows + ", " + columns + "]");
        }
        return result(1, 1, loss(labels), grad -> lossRule(labels, grad), this);
    }

    float[] loss(int[] labels) {
        return new float[] {(float) CrossEntropy.loss(values, labels)};
    }

    void lossRule(int[] labels, float[] grad) {
        // CrossEntropy.gradient of chapter 5 says how the loss grows with each score.
        // grad has one number, the gradient of the loss itself.
        throw Hole.fill("add to the gradients of the scores of crossEntropy");
    }

    /** What {@link #backward} has to walk: all results that this one was computed from, itself the last. */
    List<Tensor> tape() {
        // Begin with a list of this tensor alone. Go through the list while it grows: add the inputs of each
        // tensor that were computed (number > 0) and are not in it yet. Then sort it by number.
        throw Hole.fill("list all results that this one was computed from, in the order of their numbers");
    }

    /** Adds to the gradient of each parameter how fast this number grows with it. */
    public void backward() {
        if (values.length != 1 || number == 0) {
            throw new IllegalStateException("backward: it takes one number that was computed from parameters");
        }
        // As in chapter 6: fill the gradients of all results on the tape with 0, set that of this one to 1,
        // and go through the tape from its end. What each result has to do is its rule: rule.accept(its gradient).
        throw Hole.fill("walk the tape from its end, applying the rule of each result");
    }

    /** Has the rule of this result add to the gradients of its inputs, given a gradient of its own. */
    void applyRule(float... grad) {
        rule.accept(grad);
    }
}

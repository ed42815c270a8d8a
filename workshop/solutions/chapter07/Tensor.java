package chapter07;

import chapter05.CrossEntropy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
        float[] product = new float[rows * right.columns];
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < columns; k++) {
                float factor = values[i * columns + k];
                for (int j = 0; j < right.columns; j++) {
                    product[i * right.columns + j] += factor * right.values[k * right.columns + j];
                }
            }
        }
        return product;
    }

    void productRule(Tensor right, float[] grad) {
        if (wantsGrad()) {
            for (int i = 0; i < rows; i++) {
                for (int k = 0; k < columns; k++) {
                    float sum = 0;
                    for (int j = 0; j < right.columns; j++) {
                        sum += grad[i * right.columns + j] * right.values[k * right.columns + j];
                    }
                    this.grad[i * columns + k] += sum;
                }
            }
        }
        if (right.wantsGrad()) {
            for (int i = 0; i < rows; i++) {
                for (int k = 0; k < columns; k++) {
                    float factor = values[i * columns + k];
                    for (int j = 0; j < right.columns; j++) {
                        right.grad[k * right.columns + j] += factor * grad[i * right.columns + j];
                    }
                }
            }
        }
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
        float[] sum = new float[values.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = values[i] + row.values[i % columns];
        }
        return sum;
    }

    void sumRule(Tensor row, float[] grad) {
        for (int i = 0; i < grad.length; i++) {
            if (wantsGrad()) {
                this.grad[i] += grad[i];
            }
            if (row.wantsGrad()) {
                row.grad[i % columns] += grad[i];
            }
        }
    }

    /** Each number if it is positive, else 0. */
    public Tensor relu() {
        return result(rows, columns, positive(), this::positiveRule, this);
    }

    float[] positive() {
        float[] positive = new float[values.length];
        for (int i = 0; i < positive.length; i++) {
            positive[i] = Math.max(values[i], 0);
        }
        return positive;
    }

    void positiveRule(float[] grad) {
        for (int i = 0; i < grad.length; i++) {
            if (values[i] > 0) {
                this.grad[i] += grad[i];
            }
        }
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
        float[] slopes = CrossEntropy.gradient(values, labels);
        for (int i = 0; i < slopes.length; i++) {
            this.grad[i] += grad[0] * slopes[i];
        }
    }

    /** What {@link #backward} has to walk: all results that this one was computed from, itself the last. */
    List<Tensor> tape() {
        List<Tensor> tape = new ArrayList<>(List.of(this));
        Set<Tensor> seen = new HashSet<>(tape);
        for (int i = 0; i < tape.size(); i++) {
            for (Tensor input : tape.get(i).inputs) {
                if (input.number > 0 && seen.add(input)) {
                    tape.add(input);
                }
            }
        }
        tape.sort(Comparator.comparingInt(Tensor::number));
        return tape;
    }

    /** Adds to the gradient of each parameter how fast this number grows with it. */
    public void backward() {
        if (values.length != 1 || number == 0) {
            throw new IllegalStateException("backward: it takes one number that was computed from parameters");
        }
        List<Tensor> tape = tape();
        for (Tensor result : tape) {
            Arrays.fill(result.grad, 0);
        }
        grad[0] = 1;
        for (Tensor result : tape.reversed()) {
            result.rule.accept(result.grad);
        }
    }

    /** Has the rule of this result add to the gradients of its inputs, given a gradient of its own. */
    void applyRule(float... grad) {
        rule.accept(grad);
    }
}

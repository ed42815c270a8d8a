package dev.lanewise.metrics;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Required;

/** Checks of batches: shapes where they are added, values where they are counted. */
final class Checks {
    private Checks() {}

    /** Requires two values of one shape; {@code a} and {@code b} say in the plural what they are. */
    static void sameShape(String owner, String a, Value x, String b, Value y) {
        nonNull(owner, a, x);
        nonNull(owner, b, y);
        if (!x.shape().equals(y.shape())) {
            throw new IllegalArgumentException(owner + ": " + a + " " + x.shape() + " and " + b + " " + y.shape()
                    + " differ in shape");
        }
    }

    /** Requires {@code [N, C]} of something, with at least two columns, and a label for each row. */
    static void rows(String owner, String what, Tensor x, IntTensor labels) {
        nonNull(owner, what, x);
        nonNull(owner, "labels", labels);
        if (x.rank() != 2 || labels.shape().rank() != 1 || x.dim(0) != labels.size()) {
            throw new IllegalArgumentException(owner + ": " + what + " " + x.shape() + " and labels " + labels.shape()
                    + ": expected [N, C] and [N]");
        }
    }

    /** Requires scores of one class, {@code [N]} or {@code [N, 1]}, with a label each. */
    static void oneColumn(String owner, String what, Tensor x, IntTensor labels) {
        nonNull(owner, what, x);
        nonNull(owner, "labels", labels);
        Shape shape = x.shape();
        boolean fits = shape.rank() == 1 || shape.rank() == 2 && shape.dim(1) == 1;
        if (!fits || labels.shape().rank() != 1 || shape.dim(0) != labels.size()) {
            throw new IllegalArgumentException(owner + ": " + what + " " + shape + " and labels " + labels.shape()
                    + ": expected [N] or [N, 1] and [N]");
        }
    }

    static void nonNull(String owner, String what, Value x) {
        Required.nonNull(owner + ": the tensor of " + what, x);
    }

    /** Requires every label to be one of some classes. */
    static void labels(String owner, int[] labels, int size, int classes) {
        classes(owner, "label", labels, size, classes);
    }

    /** Requires every int to be one of some classes. */
    static void classes(String owner, String what, int[] values, int size, int classes) {
        for (int i = 0; i < size; i++) {
            if (values[i] < 0 || values[i] >= classes) {
                throw new IllegalArgumentException(owner + ": " + what + " " + values[i] + " of sample " + i
                        + " is not one of " + classes + " classes");
            }
        }
    }

    /** Requires every target, which is operand {@code at}, to be 0 or 1. */
    static void zeroOrOne(String owner, Operands batch, int at) {
        float[] data = batch.data(at);
        int offset = batch.offset(at);
        for (int i = 0; i < batch.size(at); i++) {
            float target = data[offset + i];
            if (target != 0 && target != 1) {
                throw new IllegalArgumentException(
                        owner + ": target " + target + " of sample " + place(batch, at, i) + " is neither 0 nor 1");
            }
        }
    }

    /** Requires every element of operand {@code at} to be finite. */
    static void finite(String owner, String what, Operands batch, int at) {
        float[] data = batch.data(at);
        int offset = batch.offset(at);
        for (int i = 0; i < batch.size(at); i++) {
            if (!Float.isFinite(data[offset + i])) {
                throw new IllegalArgumentException(owner + ": " + what + " " + data[offset + i] + " of sample "
                        + place(batch, at, i) + " is not finite");
            }
        }
    }

    /** Requires no element of operand {@code at} to be NaN. */
    static void numbers(String owner, String what, Operands batch, int at) {
        float[] data = batch.data(at);
        int offset = batch.offset(at);
        for (int i = 0; i < batch.size(at); i++) {
            if (Float.isNaN(data[offset + i])) {
                throw new IllegalArgumentException(
                        owner + ": " + what + " of sample " + place(batch, at, i) + " is NaN");
            }
        }
    }

    /** Requires every element of operand {@code at} to be within 0 and 1. */
    static void probabilities(String owner, Operands batch, int at) {
        float[] data = batch.data(at);
        int offset = batch.offset(at);
        for (int i = 0; i < batch.size(at); i++) {
            float p = data[offset + i];
            if (!(p >= 0 && p <= 1)) {
                throw new IllegalArgumentException(owner + ": probability " + p + " of sample "
                        + place(batch, at, i) + " is not within 0 and 1; logits need a sigmoid or softmax first");
            }
        }
    }

    /** Requires every row of operand {@code at}, which holds probabilities, to add up to 1 about as well as floats do. */
    static void distributions(String owner, Operands batch, int at) {
        probabilities(owner, batch, at);
        float[] data = batch.data(at);
        int classes = batch.dims(at)[1];
        for (int row = 0; row < batch.dims(at)[0]; row++) {
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += data[batch.offset(at) + row * classes + c];
            }
            if (Math.abs(sum - 1) > ROUNDING) {
                throw new IllegalArgumentException(
                        owner + ": probabilities of sample " + row + " add up to " + sum + ", not to 1");
            }
        }
    }

    /** How far a sum of probabilities may be from 1: the root of a float's precision, as in scikit-learn. */
    private static final double ROUNDING = Math.sqrt(Math.ulp(1f));

    /** A place in messages: of element i of a vector its number, of others the row, and the column if there are some. */
    private static String place(Operands batch, int at, int i) {
        int[] dims = batch.dims(at);
        if (dims.length < 2) {
            return Integer.toString(i);
        }
        int columns = batch.size(at) / dims[0];
        return i / columns + (columns == 1 ? "" : " in column " + i % columns);
    }

    /** Requires a count of at least one. */
    static int positive(String owner, int count, String what) {
        if (count <= 0) {
            throw new IllegalArgumentException(owner + ": " + count + " " + what);
        }
        return count;
    }

    /** Returns numbers that were loaded, of which there must be as many as were asked for. */
    static long[] loaded(String owner, String name, long[] numbers, int count) {
        if (numbers.length != count) {
            throw new IllegalArgumentException(
                    owner + ": the state of " + name + " has " + numbers.length + " numbers, not " + count);
        }
        return numbers;
    }
}

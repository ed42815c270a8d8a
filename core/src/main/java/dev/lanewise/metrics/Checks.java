package dev.lanewise.metrics;

import dev.lanewise.state.State;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Required;
import java.util.Arrays;

/** Checks of batches: shapes where they are added, values where they are counted. */
final class Checks {
    /** How far a sum of probabilities may be from 1: the root of a float's precision, as in scikit-learn. */
    private static final double ROUNDING = Math.sqrt(Math.ulp(1f));

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

    /** Requires {@code [N, C]} of something, and a label for each row. */
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

    /** Requires {@code [N, C]} of probabilities of two or more classes, and a label for each row. */
    static void distributions(String owner, Tensor probabilities, IntTensor labels) {
        rows(owner, "probabilities", probabilities, labels);
        if (probabilities.dim(1) < 2) {
            throw new IllegalArgumentException(
                    owner + ": probabilities " + probabilities.shape() + " are not of two or "
                            + "more classes; those of class 1 alone have targets of the same shape");
        }
    }

    /** Requires every label to be one of some classes. */
    static void labels(String owner, int[] labels, int size, int classes) {
        classes(owner, "label", labels, size, classes);
    }

    /** Requires every int to be one of some classes. */
    static void classes(String owner, String what, int[] values, int size, int classes) {
        for (int i = 0; i < size; i++) {
            oneOf(owner, what, values[i], i, classes);
        }
    }

    /** Requires the int of sample i to be one of some classes. */
    static void oneOf(String owner, String what, int value, int i, int classes) {
        if (value < 0 || value >= classes) {
            throw new IllegalArgumentException(
                    owner + ": " + what + " " + value + " of sample " + i + " is not one of " + classes + " classes");
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

    /** Requires probabilities of class 1 with targets, or of all classes with labels. */
    static void predictions(String owner, Operands batch) {
        probabilities(owner, batch);
        if (batch.value(1) instanceof Tensor) {
            zeroOrOne(owner, batch, 1);
        } else {
            distributions(owner, batch);
            labels(owner, batch.ints(1), batch.size(1), batch.dims(0)[1]);
        }
    }

    private static void probabilities(String owner, Operands batch) {
        float[] data = batch.data(0);
        int offset = batch.offset(0);
        for (int i = 0; i < batch.size(0); i++) {
            float p = data[offset + i];
            if (!(p >= 0 && p <= 1)) {
                throw new IllegalArgumentException(owner + ": probability " + p + " of sample " + place(batch, 0, i)
                        + " is not within 0 and 1; logits need a sigmoid or softmax first");
            }
        }
    }

    /** Requires rows of probabilities to add up to 1 about as well as floats do. */
    private static void distributions(String owner, Operands batch) {
        float[] data = batch.data(0);
        int classes = batch.dims(0)[1];
        for (int row = 0; row < batch.dims(0)[0]; row++) {
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += data[batch.offset(0) + row * classes + c];
            }
            if (Math.abs(sum - 1) > ROUNDING) {
                throw new IllegalArgumentException(
                        owner + ": probabilities of sample " + row + " add up to " + sum + ", not to 1");
            }
        }
    }

    /** Where element i is, for messages: its number in a vector, else its row, and the column if there are some. */
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

    /** Saves counts, or loads as many. */
    static void keep(String owner, State state, String name, long[] counts) {
        long[] loaded = state.numbers(name, counts);
        sameNumber(owner, name, loaded.length, counts.length);
        System.arraycopy(loaded, 0, counts, 0, counts.length);
    }

    /** Saves sums, or loads as many, exactly. */
    static void keep(String owner, State state, String name, double[] sums) {
        long[] loaded = state.numbers(name, Arrays.stream(sums).mapToLong(Double::doubleToRawLongBits).toArray());
        sameNumber(owner, name, loaded.length, sums.length);
        Arrays.setAll(sums, i -> Double.longBitsToDouble(loaded[i]));
    }

    private static void sameNumber(String owner, String name, int loaded, int count) {
        if (loaded != count) {
            throw new IllegalArgumentException(
                    owner + ": the state of " + name + " has " + loaded + " numbers, not " + count);
        }
    }
}

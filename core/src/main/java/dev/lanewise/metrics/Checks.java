package dev.lanewise.metrics;

import dev.lanewise.state.State;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Position;
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

    /**
     * Requires a score for each class, the classes being the second axis or the only one, and the labels of the others.
     */
    static void ofClasses(String owner, String what, Tensor x, IntTensor labels) {
        nonNull(owner, what, x);
        nonNull(owner, "labels", labels);
        int axis = ClassAxis.number(x.shape());
        if (axis < 0 || !isWithout(axis, x.shape(), labels.shape())) {
            throw new IllegalArgumentException(owner + ": " + what + " " + x.shape() + " and labels " + labels.shape()
                    + ": expected [N, C] and [N], [C] and [], or [N, C, d...] and [N, d...]");
        }
    }

    /** Requires logits of two or more classes, as {@link #ofClasses} does: the largest of one is always class 0. */
    static void ofSeveralClasses(String owner, String instead, Tensor logits, IntTensor labels) {
        ofClasses(owner, "logits", logits, labels);
        int axis = ClassAxis.number(logits.shape());
        int classes = logits.dim(axis);
        if (classes == 0) {
            throw new IllegalArgumentException(owner + ": logits " + logits.shape() + " have no classes");
        }
        if (classes == 1) {
            throw new IllegalArgumentException(owner + ": logits " + logits.shape()
                    + " have one class at axis " + axis + ", so every prediction would be class 0; " + instead);
        }
    }

    /** Requires a score for each label: of the same shape, or with a second axis of size 1. */
    static void ofOneClass(String owner, String what, Tensor x, IntTensor labels) {
        nonNull(owner, what, x);
        nonNull(owner, "labels", labels);
        Shape shape = x.shape();
        boolean column = shape.rank() > 1 && shape.dim(1) == 1 && isWithout(1, shape, labels.shape());
        if (!column && !shape.equals(labels.shape())) {
            throw new IllegalArgumentException(owner + ": " + what + " " + shape + " and labels " + labels.shape()
                    + ": expected one shape, or [N, 1, d...] and [N, d...]");
        }
    }

    private static boolean isWithout(int axis, Shape shape, Shape other) {
        boolean[] dropped = new boolean[shape.rank()];
        dropped[axis] = true;
        return shape.without(dropped).equals(other);
    }

    static void nonNull(String owner, String what, Value x) {
        Required.nonNull(owner + ": the tensor of " + what, x);
    }

    /** Requires probabilities of two or more classes, and their labels, as {@link #ofClasses} does. */
    static void distributions(String owner, Tensor probabilities, IntTensor labels) {
        ofClasses(owner, "probabilities", probabilities, labels);
        if (probabilities.dim(ClassAxis.number(probabilities.shape())) < 2) {
            throw new IllegalArgumentException(
                    owner + ": probabilities " + probabilities.shape() + " are not of two or "
                            + "more classes; those of class 1 alone have targets of the same shape");
        }
    }

    /** Requires every int of operand {@code at} to be one of some classes. */
    static void classes(String owner, String what, Operands batch, int at, int classes) {
        for (int i = 0; i < batch.size(at); i++) {
            oneOf(owner, what, batch, at, i, classes);
        }
    }

    /** Requires the i-th int of operand {@code at} to be one of some classes. */
    static void oneOf(String owner, String what, Operands batch, int at, int i, int classes) {
        int value = batch.ints(at)[i];
        if (value < 0 || value >= classes) {
            throw new IllegalArgumentException(owner + ": " + what + " " + value + place(batch, at, i)
                    + " is not one of " + classes + " classes");
        }
    }

    /** Requires every target or label, which is operand {@code at}, to be 0 or 1. */
    static void zeroOrOne(String owner, Operands batch, int at) {
        boolean labels = batch.value(at) instanceof IntTensor;
        for (int i = 0; i < batch.size(at); i++) {
            boolean fits = labels
                    ? batch.ints(at)[i] == 0 || batch.ints(at)[i] == 1
                    : batch.data(at)[batch.offset(at) + i] == 0 || batch.data(at)[batch.offset(at) + i] == 1;
            if (!fits) {
                String what = labels ? "label " + batch.ints(at)[i] : "target " + batch.data(at)[batch.offset(at) + i];
                throw new IllegalArgumentException(
                        owner + ": " + what + place(batch, at, i) + " is neither 0 nor 1");
            }
        }
    }

    /** Whether the i-th target or label, which has been checked, is 1. */
    static boolean isOne(Operands batch, int at, int i) {
        return batch.value(at) instanceof IntTensor
                ? batch.ints(at)[i] == 1
                : batch.data(at)[batch.offset(at) + i] == 1;
    }

    /** Requires every element of operand {@code at} to be finite. */
    static void finite(String owner, String what, Operands batch, int at) {
        float[] data = batch.data(at);
        int offset = batch.offset(at);
        for (int i = 0; i < batch.size(at); i++) {
            if (!Float.isFinite(data[offset + i])) {
                throw new IllegalArgumentException(owner + ": " + what + " " + data[offset + i]
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
                        owner + ": " + what + place(batch, at, i) + " is NaN");
            }
        }
    }

    /** Requires probabilities of class 1 with targets, or of all classes with labels. */
    static void predictions(String owner, Operands batch) {
        probabilities(owner, batch);
        if (batch.value(1) instanceof Tensor) {
            zeroOrOne(owner, batch, 1);
        } else {
            ClassAxis axis = ClassAxis.of(batch.shape(0));
            distributions(owner, batch, axis);
            classes(owner, "label", batch, 1, axis.classes());
        }
    }

    private static void probabilities(String owner, Operands batch) {
        float[] data = batch.data(0);
        int offset = batch.offset(0);
        for (int i = 0; i < batch.size(0); i++) {
            float p = data[offset + i];
            if (!(p >= 0 && p <= 1)) {
                throw new IllegalArgumentException(owner + ": probability " + p + place(batch, 0, i)
                        + " is not within 0 and 1; logits need a sigmoid or softmax first");
            }
        }
    }

    /** Requires the probabilities of a label's classes to add up to 1 about as well as floats do. */
    private static void distributions(String owner, Operands batch, ClassAxis axis) {
        float[] data = batch.data(0);
        for (int i = 0; i < batch.size(1); i++) {
            int first = batch.offset(0) + axis.first(i);
            double sum = 0;
            for (int c = 0; c < axis.classes(); c++) {
                sum += data[first + c * axis.step()];
            }
            if (Math.abs(sum - 1) > ROUNDING) {
                throw new IllegalArgumentException(
                        owner + ": probabilities" + place(batch, 1, i) + " add up to " + sum + ", not to 1");
            }
        }
    }

    /** Where element i of an operand is, for messages: its number in a vector, else an index for each axis. */
    static String place(Operands batch, int at, int i) {
        int[] dims = batch.dims(at);
        return switch (dims.length) {
            case 0 -> "";
            case 1 -> " of sample " + i;
            default -> " at " + Position.of(i, dims);
        };
    }

    /** Requires a threshold that scores can be compared with, which are floats; the zeros are one. */
    static float threshold(String owner, double threshold) {
        if (Double.isNaN(threshold)) {
            throw new IllegalArgumentException(owner + ": the threshold is NaN");
        }
        return (float) threshold + 0f;
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

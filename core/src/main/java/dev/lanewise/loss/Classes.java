package dev.lanewise.loss;

import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What losses of classes ask of scores, of labels, and of the weights of the classes. */
final class Classes {
    /** What no label is that has been checked. */
    static final int NO_LABEL = -1;

    private Classes() {}

    /**
     * Returns the axis of the classes: the second one, or the only one.
     *
     * @throws IllegalArgumentException if without it the scores do not have the shape of the labels
     */
    static int axis(String loss, String what, Tensor scores, IntTensor labels) {
        Shape shape = LossArguments.shape(loss, "tensor of " + what, scores);
        Required.nonNull(loss + ": the tensor of labels", labels);
        int axis = Math.min(1, shape.rank() - 1);
        if (axis < 0 || !LossArguments.without(axis, shape).equals(labels.shape())) {
            throw new IllegalArgumentException(loss + ": " + what + " " + shape + " and labels " + labels.shape()
                    + ": expected [N, C] and [N], [C] and [], or [N, C, d...] and [N, d...]");
        }
        requireAny(loss, what, shape, axis);
        return axis;
    }

    /** Refuses samples without a class that they could belong to. */
    static void requireAny(String loss, String what, Shape scores, int axis) {
        if (scores.dim(axis) == 0 && scores.with(axis, 1).size() > 0) {
            throw new IllegalArgumentException(loss + ": " + what + " " + scores + " have no classes");
        }
    }

    /** Returns weights that are a vector. */
    static Tensor requireVector(String loss, Tensor weights) {
        Shape shape = LossArguments.shape(loss, "tensor of weights", weights);
        if (shape.rank() != 1) {
            throw new IllegalArgumentException(
                    loss + ": weights " + shape + ": expected one for each class, [C]");
        }
        return weights;
    }

    /** Refuses weights, a vector, that are not one for each class. */
    static void requireWeights(String loss, @Nullable Tensor weights, int classes) {
        if (weights != null && weights.size() != classes) {
            throw new IllegalArgumentException(
                    loss + ": weights " + weights.shape() + " for " + classes + " classes: expected [" + classes + "]");
        }
    }

    /** Refuses labels that are neither a class nor the one that is ignored, and names the first. */
    static void requireLabels(String loss, int[] labels, Shape shape, int classes, OptionalInt ignored) {
        int none = ignored.orElse(NO_LABEL);
        boolean mayBeNone = ignored.isPresent();
        for (int i = 0; i < labels.length; i++) {
            if (!isClass(labels[i], classes) && !(mayBeNone && labels[i] == none)) {
                String place = shape.rank() == 1 ? " of sample " + i : LossArguments.place(i, shape);
                throw new IllegalArgumentException(
                        loss + ": label " + labels[i] + place + " is not one of " + all(classes));
            }
        }
    }

    /** Whether a label is one of the classes, which count from 0. */
    static boolean isClass(int label, int classes) {
        return label >= 0 && label < classes;
    }

    /** What a loss prints of the label that it ignores. */
    static String textOrNone(OptionalInt ignored) {
        return ignored.isPresent() ? Integer.toString(ignored.getAsInt()) : "none";
    }

    /** The classes, for messages. */
    static String all(int classes) {
        return classes == 0 ? "0 classes" : "the " + classes + " classes 0 .. " + (classes - 1);
    }
}

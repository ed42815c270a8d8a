package dev.lanewise.loss;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What losses ask of their arguments. */
final class LossArguments {
    private LossArguments() {}

    /** Refuses null, and shapes that differ, also those that would broadcast. */
    static void requireSameShape(String loss, Tensor prediction, Tensor target) {
        requireSameShape(loss, "prediction", prediction, target);
    }

    /** As {@link #requireSameShape(String, Tensor, Tensor)}, for what is no prediction. */
    static void requireSameShape(String loss, String what, Tensor x, Tensor target) {
        Shape shape = shape(loss, what, x);
        Shape wanted = shape(loss, "target", target);
        if (!shape.equals(wanted)) {
            throw new IllegalArgumentException(
                    loss + ": " + what + " " + shape + " and target " + wanted + " differ in shape");
        }
    }

    /** The shape of an argument. */
    static Shape shape(String loss, String what, Tensor x) {
        return Required.nonNull(loss + ": the " + what, x).shape();
    }

    /** The losses, combined. */
    static Tensor reduce(String loss, Tensor losses, Reduction reduction) {
        return reduction(loss, reduction).of(losses);
    }

    /** The reduction, which is not null. */
    static Reduction reduction(String loss, Reduction reduction) {
        return Required.nonNull(loss + ": the reduction", reduction);
    }

    /** The shape without an axis. */
    static Shape without(int axis, Shape shape) {
        boolean[] drop = new boolean[shape.rank()];
        drop[axis] = true;
        return shape.without(drop);
    }

    /** Refuses weights of elements that would change the shape of what they are multiplied with. */
    static void requireFit(String loss, String what, @Nullable Tensor weights, Tensor prediction) {
        if (weights == null) {
            return;
        }
        int skipped = prediction.rank() - weights.rank();
        boolean fits = skipped >= 0;
        for (int i = 0; fits && i < weights.rank(); i++) {
            fits = weights.dim(i) == 1 || weights.dim(i) == prediction.dim(skipped + i);
        }
        if (!fits) {
            throw new IllegalArgumentException(loss + ": " + what + " " + weights.shape()
                    + " do not broadcast to the prediction " + prediction.shape());
        }
    }

    /** What a loss prints of weights. */
    static Object shapeOrNone(@Nullable Tensor weights) {
        return weights == null ? "none" : weights.shape();
    }

    /** Where an element is, for messages; nothing for the only one. */
    static String place(int flat, Shape shape) {
        int[] index = new int[shape.rank()];
        int rest = flat;
        for (int axis = index.length - 1; axis >= 0; axis--) {
            index[axis] = rest % shape.dim(axis);
            rest /= shape.dim(axis);
        }
        return index.length == 0 ? "" : " at " + Arrays.toString(index);
    }

    /** The tensor, of which every number is at least 0. */
    static Tensor nonNegative(String what, Tensor x) {
        return new CheckOp.Within(what, 0, Float.POSITIVE_INFINITY).tensor(x);
    }

    /** The tensor, of which every number is within 0 and 1. */
    static Tensor probabilities(String what, Tensor x) {
        return new CheckOp.Within(what, 0, 1).tensor(x);
    }
}

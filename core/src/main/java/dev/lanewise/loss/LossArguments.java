package dev.lanewise.loss;

import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/** What losses ask of their arguments. */
final class LossArguments {
    private LossArguments() {}

    /** Refuses null, and shapes that differ, also those that would broadcast. */
    static void requireSameShape(String loss, Tensor prediction, Tensor target) {
        Shape predicted = Required.nonNull(loss + ": the tensor of predictions", prediction).shape();
        Shape wanted = Required.nonNull(loss + ": the tensor of targets", target).shape();
        if (!predicted.equals(wanted)) {
            throw new IllegalArgumentException(
                    loss + ": prediction " + predicted + " and target " + wanted + " differ in shape");
        }
    }

    /** The losses, combined. */
    static Tensor reduce(String loss, Tensor losses, Reduction reduction) {
        return Required.nonNull(loss + ": the reduction", reduction).of(losses);
    }

    static void requirePositive(String what, double value) {
        if (!((float) value > 0 && (float) value < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(what + value + " is not a positive, finite float");
        }
    }

    static void requireNonNegative(String what, double value) {
        if (!(value >= 0 && (float) value < Float.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(what + value + " is not a finite float of 0 or more");
        }
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

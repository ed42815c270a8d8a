package dev.lanewise.loss;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Which labels of a batch count, and for how much: ignored ones for nothing, the others for their class's weight. */
final class Counted {
    /** What no label is that has been checked. */
    static final int NO_LABEL = -1;

    private final IntTensor labels;

    /** Which labels count; null if all do. */
    private final @Nullable BoolTensor which;

    /** The weight of each label's class; null if all are 1. */
    private final @Nullable Tensor each;

    Counted(String loss, IntTensor labels, int classes, OptionalInt ignored, @Nullable Tensor weights) {
        this.labels = (IntTensor) new LossOp.Labels(loss, classes, ignored).apply(labels)[0];
        this.which = ignored.isEmpty() ? null : labels.ne(ignored.getAsInt());
        this.each = weights == null ? null : only(Indexing.take(weights, this.labels));
    }

    /** The labels to be used as indices: 0 where they do not count. */
    IntTensor labels() {
        return labels;
    }

    /** A number for each label, 0 for those that do not count. */
    Tensor only(Tensor x) {
        return which == null ? x : Indexing.where(which, x, Tensor.scalar(0));
    }

    /** A row for each label, zeros for those that do not count. */
    Tensor onlyRows(Tensor x) {
        return which == null ? x : Indexing.where(which.unsqueeze(-1), x, Tensor.scalar(0));
    }

    /** A number for each label times its weight. */
    Tensor weighted(Tensor x) {
        return each == null ? x : x.mul(each);
    }

    /** The weighted losses {@code -x[label]} of scores x with classes at an axis; 0 for labels that do not count. */
    Tensor losses(Tensor scores, int axis) {
        return weighted(only(Indexing.gather(scores, axis, labels.unsqueeze(axis)).squeeze(axis).neg()));
    }

    /** The loss of the batch from weighted losses. */
    Tensor reduced(Tensor losses, Reduction reduction) {
        Tensor shares = each != null ? only(each) : which != null ? which.toTensor() : null;
        return shares == null || reduction != Reduction.MEAN
                ? reduction.of(losses)
                : losses.sum().div(shares.sum());
    }

    /** Refuses samples without a class that they could belong to. */
    static void requireClasses(String loss, String what, Shape scores, int axis) {
        if (scores.dim(axis) == 0 && scores.with(axis, 1).size() > 0) {
            throw new IllegalArgumentException(loss + ": " + what + " " + scores + " have no classes");
        }
    }

    /** Refuses weights that are not one for each class. */
    static void requireWeights(String loss, @Nullable Tensor weights, int classes) {
        if (weights != null && weights.size() != classes) {
            throw new IllegalArgumentException(
                    loss + ": " + weights.size() + " weights for " + classes + " classes");
        }
    }

    /** Returns weights that are a vector. */
    static Tensor requireVector(String loss, Tensor weights) {
        if (Required.nonNull(loss + ": the tensor of weights", weights).rank() != 1) {
            throw new IllegalArgumentException(
                    loss + ": weights " + weights.shape() + ": expected one for each class, [C]");
        }
        return weights;
    }

    /**
     * Returns the axis of the classes: the second one, or the only one.
     *
     * @throws IllegalArgumentException if without it the scores do not have the shape of the labels
     */
    static int axis(String loss, String what, Tensor scores, IntTensor labels) {
        Required.nonNull(loss + ": the tensor of " + what, scores);
        Required.nonNull(loss + ": the tensor of labels", labels);
        int axis = Math.min(1, scores.rank() - 1);
        boolean[] classes = new boolean[scores.rank()];
        if (axis >= 0) {
            classes[axis] = true;
        }
        if (axis < 0 || !scores.shape().without(classes).equals(labels.shape())) {
            throw new IllegalArgumentException(loss + ": " + what + " " + scores.shape() + " and labels "
                    + labels.shape() + ": expected [N, C] and [N], [C] and [], or [N, C, d...] and [N, d...]");
        }
        requireClasses(loss, what, scores.shape(), axis);
        return axis;
    }
}

package dev.lanewise.loss;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Which labels of a batch count, and for how much: ignored ones for nothing, the others for their class's weight. */
final class Counted {
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
}

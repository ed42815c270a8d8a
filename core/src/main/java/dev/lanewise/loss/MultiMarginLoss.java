package dev.lanewise.loss;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;
import org.jspecify.annotations.Nullable;

/**
 * The hinge loss of several classes ({@index multi_margin_loss}): {@code sum over i != label of w[label] max(0, margin
 * - x[label] + x[i])^p / C}. Objects are immutable; each setter returns a new one.
 *
 * <p>Gradient: 0 at the kink, as in PyTorch. NaN is passed on, where PyTorch loses it.
 *
 * {@snippet :
 * Tensor loss = new MultiMarginLoss().p(2).weights(Tensor.of(1, 2, 1)).of(scores, labels);
 * }
 *
 * <p>Crammer and Singer, "On the algorithmic implementation of multiclass kernel-based vector machines", 2001.
 */
public final class MultiMarginLoss {
    private final int p;
    private final float margin;
    private final @Nullable Tensor weights;
    private final Reduction reduction;

    /** p and margin 1, no weights, the mean. */
    public MultiMarginLoss() {
        this(1, 1, null, Reduction.MEAN);
    }

    private MultiMarginLoss(int p, float margin, @Nullable Tensor weights, Reduction reduction) {
        this.p = p;
        this.margin = margin;
        this.weights = weights;
        this.reduction = reduction;
    }

    /**
     * The power of each term, 1 or 2.
     *
     * @throws IllegalArgumentException for any other
     */
    public MultiMarginLoss p(int value) {
        if (value != 1 && value != 2) {
            throw new IllegalArgumentException("MultiMarginLoss: p " + value + " is neither 1 nor 2");
        }
        return new MultiMarginLoss(value, margin, weights, reduction);
    }

    /**
     * By how much the score of the label should be above the others.
     *
     * @throws IllegalArgumentException if it is not finite
     */
    public MultiMarginLoss margin(double value) {
        return new MultiMarginLoss(
                p, Finite.number("MultiMarginLoss: margin", value), weights, reduction);
    }

    /** A weight {@code [C]} for the samples of each class; the mean divides by the number of samples all the same. */
    public MultiMarginLoss weights(Tensor value) {
        Tensor given = Classes.requireVector("MultiMarginLoss", value);
        return new MultiMarginLoss(p, margin, given, reduction);
    }

    /** How the losses of the batch are combined. */
    public MultiMarginLoss reduction(Reduction value) {
        return new MultiMarginLoss(p, margin, weights, Required.nonNull("MultiMarginLoss: the reduction", value));
    }

    /**
     * The loss of a batch. <b>Shape</b>: {@code [N, C], [N] -> [N]}, or {@code [C], [] -> []}, before the reduction.
     *
     * @throws IllegalArgumentException for other shapes, or for a label that is not a class, which is named
     */
    public Tensor of(Tensor x, IntTensor labels) {
        Shape shape = LossArguments.shape("MultiMarginLoss", "input", x);
        Shape samples = Required.nonNull("MultiMarginLoss: the tensor of labels", labels).shape();
        boolean one = shape.rank() == 1 && samples.rank() == 0;
        if (!one && (shape.rank() != 2 || samples.rank() != 1 || shape.dim(0) != samples.size())) {
            throw new IllegalArgumentException("MultiMarginLoss: " + shape + " and labels " + samples
                    + ": expected [N, C] and [N], or [C] and []");
        }
        Classes.requireAny("MultiMarginLoss", "scores", shape, shape.rank() - 1);
        Classes.requireWeights("MultiMarginLoss", weights, shape.dim(-1));
        return reduction.of(one ? losses(x.unsqueeze(0), labels.unsqueeze(0)).squeeze(0) : losses(x, labels));
    }

    private Tensor losses(Tensor x, IntTensor labels) {
        int classes = x.dim(1);
        BoolTensor label = (BoolTensor) new MarginOp.IsLabel("MultiMarginLoss", classes).apply(labels)[0];
        Tensor zero = Tensor.scalar(0);
        Tensor score = Indexing.where(label, x, zero).sum(true, 1);
        Tensor missing = x.sub(score).add(margin).relu();
        Tensor terms = Indexing.where(label, zero, p == 1 ? missing : missing.square());
        Tensor losses = terms.sum(1).div(classes);
        return weights == null ? losses : losses.mul(Indexing.take(weights, labels));
    }

    @Override
    public String toString() {
        return "MultiMarginLoss(p=" + p + ", margin=" + margin + ", weights="
                + LossArguments.shapeOrNone(weights) + ", reduction=" + reduction + ")";
    }
}

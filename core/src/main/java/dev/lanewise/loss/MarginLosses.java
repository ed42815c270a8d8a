package dev.lanewise.loss;

import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;

/**
 * Losses of margins and similarities. Without a {@link Reduction} they give the mean over the batch, as PyTorch's do.
 * Targets of 1 and -1 get no gradient; other values are refused, in captured programs at each run. At a kink the slope
 * is that of the side where the loss is not 0 (but 0 in {@link #multiLabelMargin}), as in PyTorch, and NaN is passed
 * on. {@link TripletMarginLoss} and {@link MultiMarginLoss} have more options.
 */
public final class MarginLosses {
    private MarginLosses() {}

    /** Mean loss of similarities; see {@link #cosineEmbedding(Tensor, Tensor, Tensor, double, Reduction)}. */
    public static Tensor cosineEmbedding(Tensor x1, Tensor x2, Tensor y, double margin) {
        return cosineEmbedding(x1, x2, y, margin, Reduction.MEAN);
    }

    /**
     * Brings vectors together or apart by their cosine ({@index cosine_embedding_loss}, {@index CosineEmbeddingLoss}):
     * {@code 1 - cos(x1, x2)} where y is 1, {@code max(0, cos(x1, x2) - margin)} where it is -1. <b>Shape</b>: {@code
     * [N, D], [N, D], [N] -> [N]}, or {@code [D], [D], [] -> []}, before the reduction.
     *
     * @param margin the cosine below which vectors count as apart, in general between 0 and 0.5; PyTorch's default is 0
     * @throws IllegalArgumentException for other shapes, or for a target that is neither 1 nor -1, which is named
     */
    public static Tensor cosineEmbedding(Tensor x1, Tensor x2, Tensor y, double margin, Reduction reduction) {
        String loss = "cosineEmbedding";
        float least = Finite.number(loss + ": margin", margin);
        Shape shape = LossArguments.shape(loss, "first input", x1);
        Shape other = LossArguments.shape(loss, "second input", x2);
        Shape targets = LossArguments.shape(loss, "target", y);
        boolean fits = shape.equals(other) && (shape.rank() == 1 || shape.rank() == 2);
        if (!fits || !targets.equals(LossArguments.without(shape.rank() - 1, shape))) {
            throw new IllegalArgumentException(loss + ": inputs " + shape + " and " + other + " and target " + targets
                    + ": expected [N, D], [N, D] and [N], or [D], [D] and []");
        }
        BoolTensor positive = isPositive(loss, y);
        Tensor sizes = size(x1).mul(size(x2));
        Tensor cosine = x1.mul(x2).sum(-1).div(sizes);
        return LossArguments.reduce(loss,
                Indexing.where(positive, cosine.neg().add(1), positivePart(cosine.sub(least))), reduction);
    }

    /** The length of vectors, a little more than 0 if it is 0. */
    private static Tensor size(Tensor x) {
        return x.square().sum(-1).add(1e-12).sqrt();
    }

    /** Mean loss of an order; see {@link #marginRanking(Tensor, Tensor, Tensor, double, Reduction)}. */
    public static Tensor marginRanking(Tensor x1, Tensor x2, Tensor y, double margin) {
        return marginRanking(x1, x2, y, margin, Reduction.MEAN);
    }

    /**
     * Ranks x1 above x2 where y is 1, below it where y is -1 ({@index margin_ranking_loss},
     * {@index MarginRankingLoss}): {@code max(0, -y (x1 - x2) + margin)}. The shapes must be equal.
     *
     * @param margin by how much they should differ; PyTorch's default is 0
     * @throws IllegalArgumentException for other shapes, or for a target that is neither 1 nor -1, which is named
     */
    public static Tensor marginRanking(Tensor x1, Tensor x2, Tensor y, double margin, Reduction reduction) {
        String loss = "marginRanking";
        float least = Finite.number(loss + ": margin", margin);
        Shape shape = LossArguments.shape(loss, "first input", x1);
        Shape other = LossArguments.shape(loss, "second input", x2);
        Shape targets = LossArguments.shape(loss, "target", y);
        if (!shape.equals(other) || !shape.equals(targets)) {
            throw new IllegalArgumentException(
                    loss + ": inputs " + shape + " and " + other + " and target " + targets + " differ in shape");
        }
        return LossArguments.reduce(loss, positivePart(against(loss, y, x1.sub(x2)).add(least)), reduction);
    }

    /** Mean hinge loss; see {@link #hinge(Tensor, Tensor, Reduction)}. */
    public static Tensor hinge(Tensor prediction, Tensor target) {
        return hinge(prediction, target, Reduction.MEAN);
    }

    /**
     * The loss of support vector machines: {@code max(0, 1 - target prediction)}, for targets 1 and -1. The shapes must
     * be equal.
     *
     * @throws IllegalArgumentException for other shapes, or for a target that is neither 1 nor -1, which is named
     */
    public static Tensor hinge(Tensor prediction, Tensor target, Reduction reduction) {
        LossArguments.requireSameShape("hinge", "prediction", prediction, target);
        return LossArguments.reduce("hinge", positivePart(against("hinge", target, prediction).add(1)), reduction);
    }

    /** Mean loss of distances; see {@link #hingeEmbedding(Tensor, Tensor, double, Reduction)}. */
    public static Tensor hingeEmbedding(Tensor x, Tensor y, double margin) {
        return hingeEmbedding(x, y, margin, Reduction.MEAN);
    }

    /**
     * Makes distances x small where y is 1, and at least the margin where it is -1 ({@index hinge_embedding_loss},
     * {@index HingeEmbeddingLoss}): {@code x}, and {@code max(0, margin - x)}. The shapes must be equal.
     *
     * @param margin the distance at which the others are far enough; PyTorch's default is 1
     * @throws IllegalArgumentException for other shapes, or for a target that is neither 1 nor -1, which is named
     */
    public static Tensor hingeEmbedding(Tensor x, Tensor y, double margin, Reduction reduction) {
        String loss = "hingeEmbedding";
        float most = Finite.number(loss + ": margin", margin);
        LossArguments.requireSameShape(loss, "input", x, y);
        BoolTensor positive = isPositive(loss, y);
        return LossArguments.reduce(loss, Indexing.where(positive, x, positivePart(x.neg().add(most))), reduction);
    }

    /** Mean logistic loss; see {@link #softMargin(Tensor, Tensor, Reduction)}. */
    public static Tensor softMargin(Tensor x, Tensor y) {
        return softMargin(x, y, Reduction.MEAN);
    }

    /**
     * Logistic loss of targets 1 and -1 ({@index soft_margin_loss}, {@index SoftMarginLoss}): {@code log(1 + e^(-y
     * x))}, which does not overflow. The shapes must be equal.
     *
     * @throws IllegalArgumentException for other shapes, or for a target that is neither 1 nor -1, which is named
     */
    public static Tensor softMargin(Tensor x, Tensor y, Reduction reduction) {
        LossArguments.requireSameShape("softMargin", "input", x, y);
        return LossArguments.reduce("softMargin", Activations.softplus(against("softMargin", y, x)), reduction);
    }

    /** Mean loss of several labels; see {@link #multiLabelMargin(Tensor, IntTensor, Reduction)}. */
    public static Tensor multiLabelMargin(Tensor x, IntTensor targets) {
        return multiLabelMargin(x, targets, Reduction.MEAN);
    }

    /**
     * Ranks the scores of the labels of each sample above those of all other classes
     * ({@index multilabel_margin_loss}, {@index MultiLabelMarginLoss}): {@code sum of max(0, 1 - x[label] + x[i]) / C}
     * over its labels and the classes i that are none of them. The labels of a row end with the first -1.
     * <b>Shape</b>: {@code [N, C], [N, C] -> [N]}, or {@code [C], [C] -> []}, before the reduction.
     *
     * @throws IllegalArgumentException for other shapes, or for a target that is neither a class nor -1, which is named
     */
    public static Tensor multiLabelMargin(Tensor x, IntTensor targets, Reduction reduction) {
        String loss = "multiLabelMargin";
        Shape shape = LossArguments.shape(loss, "input", x);
        Shape labels = Required.nonNull(loss + ": the tensor of targets", targets).shape();
        if (!shape.equals(labels) || shape.rank() == 0 || shape.rank() > 2) {
            throw new IllegalArgumentException(
                    loss + ": " + shape + " and targets " + labels + ": expected [N, C] twice, or [C] twice");
        }
        Classes.requireAny(loss, "scores", shape, shape.rank() - 1);
        return LossArguments.reduce(loss, new MarginOp.MultiLabelMargin().tensor(x, targets), reduction);
    }

    /** Mean loss of several labels by their probabilities, each class with the same weight. */
    public static Tensor multiLabelSoftMargin(Tensor x, Tensor y) {
        return multiLabelSoftMargin(x, y, Reduction.MEAN);
    }

    /** As {@link #multiLabelSoftMargin(Tensor, Tensor, Tensor, Reduction)}, each class with the same weight. */
    public static Tensor multiLabelSoftMargin(Tensor x, Tensor y, Reduction reduction) {
        return LossArguments.reduce("multiLabelSoftMargin", ofClasses(x, y).mean(-1), reduction);
    }

    /** Mean loss of several labels by their probabilities, with a weight for each class. */
    public static Tensor multiLabelSoftMargin(Tensor x, Tensor y, Tensor weights) {
        return multiLabelSoftMargin(x, y, weights, Reduction.MEAN);
    }

    /**
     * Binary cross entropy of each class with logits x and targets y of 0 or 1, as
     * {@link Losses#bceWithLogits(Tensor, Tensor)}, times the weights {@code [C]}: the mean of the classes
     * ({@index multilabel_soft_margin_loss}, {@index MultiLabelSoftMarginLoss}). Other targets are taken as they are,
     * as in PyTorch. <b>Shape</b>: {@code [..., C],
     * [..., C] -> [...]}, before the reduction.
     *
     * @throws IllegalArgumentException for other shapes
     */
    public static Tensor multiLabelSoftMargin(Tensor x, Tensor y, Tensor weights, Reduction reduction) {
        Tensor losses = ofClasses(x, y);
        Classes.requireVector("multiLabelSoftMargin", weights);
        Classes.requireWeights("multiLabelSoftMargin", weights, x.dim(-1));
        return LossArguments.reduce("multiLabelSoftMargin", losses.mul(weights).mean(-1), reduction);
    }

    private static Tensor ofClasses(Tensor x, Tensor y) {
        LossArguments.requireSameShape("multiLabelSoftMargin", "input", x, y);
        if (x.rank() == 0) {
            throw new IllegalArgumentException("multiLabelSoftMargin: " + x.shape() + ": expected [..., C]");
        }
        Classes.requireAny("multiLabelSoftMargin", "scores", x.shape(), x.rank() - 1);
        return Losses.bceWithLogits(x, y, Reduction.NONE);
    }

    // ---- what the objects use too

    /** {@code max(0, x)} with slope 1 at 0, where {@link Tensor#relu} has slope 0. */
    static Tensor positivePart(Tensor x) {
        return x.clamp(0, Double.POSITIVE_INFINITY);
    }

    private static BoolTensor isPositive(String loss, Tensor y) {
        return (BoolTensor) new MarginOp.IsPositive(loss).apply(y)[0];
    }

    /** {@code -y x}. */
    private static Tensor against(String loss, Tensor y, Tensor x) {
        return Indexing.where(isPositive(loss, y), x.neg(), x);
    }
}

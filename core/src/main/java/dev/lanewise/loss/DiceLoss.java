package dev.lanewise.loss;

import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;
import java.util.stream.IntStream;

/**
 * Soft Dice loss of probabilities p and targets t {@code [N, C, D...]}, for each sample and class one: {@code 1 - (2
 * sum(p t) + smooth) / (sum p + sum t + smooth)} with sums over D (Sudre et al. 2017; the default of MONAI's DiceLoss).
 * Milletari et al. 2016 have squares in the denominator, which these have not.
 *
 * <p>It is computed as {@code sum(p (1 - t) + t (1 - p)) / (sum p + sum t + smooth)}, which is the same and does not
 * cancel near 0.
 *
 * {@snippet :
 * Tensor loss = new DiceLoss().of(logits.softmax(1), masks); // [N, C, H, W]
 * }
 */
public final class DiceLoss {
    private final double smooth;
    private final Reduction reduction;

    /** With a smooth of 1e-5; the mean. */
    public DiceLoss() {
        this(1e-5, Reduction.MEAN);
    }

    private DiceLoss(double smooth, Reduction reduction) {
        this.smooth = smooth;
        this.reduction = reduction;
    }

    /**
     * What is added to both sides of the fraction, so that a class of which nothing is there or predicted has loss 0;
     * with 0 its loss is NaN.
     *
     * @throws IllegalArgumentException unless it is 0 or more and finite as a float
     */
    public DiceLoss smooth(double added) {
        Finite.atLeastZero("DiceLoss: smooth", added);
        return new DiceLoss(added, reduction);
    }

    /** How the losses are combined; NONE gives {@code [N, C]}. */
    public DiceLoss reduction(Reduction combined) {
        return new DiceLoss(smooth, Required.nonNull("DiceLoss: the reduction", combined));
    }

    /**
     * The loss of probabilities for targets, both {@code [N, C, D...]}.
     *
     * @throws IllegalArgumentException if the shapes differ or have fewer than three axes, or if a number is not within
     *     0 and 1, whose position is named
     */
    public Tensor of(Tensor probabilities, Tensor target) {
        LossArguments.requireSameShape("DiceLoss", probabilities, target);
        if (target.rank() < 3) {
            throw new IllegalArgumentException("DiceLoss: prediction " + target.shape()
                    + ": expected [N, C, D...], a sum over at least one axis for each sample and class");
        }
        Tensor p = LossArguments.probabilities("DiceLoss: prediction", probabilities);
        Tensor t = LossArguments.probabilities("DiceLoss: target", target);
        int[] axes = IntStream.range(2, target.rank()).toArray();
        Tensor apart = p.mul(t.neg().add(1)).add(t.mul(p.neg().add(1))).sum(axes);
        return reduction.of(apart.div(p.add(t).sum(axes).add(smooth)));
    }

    @Override
    public String toString() {
        return "DiceLoss(smooth=" + smooth + ", reduction=" + reduction + ")";
    }
}

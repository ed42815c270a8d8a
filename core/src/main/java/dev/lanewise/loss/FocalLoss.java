package dev.lanewise.loss;

import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;

/**
 * Focal loss ({@index sigmoid_focal_loss}) of logits x and binary targets: binary cross entropy, of which examples that
 * are told well count less, {@code -alpha (1 - p)^gamma log p} for the probability p = sigmoid(x) of a positive one and
 * {@code -(1 - alpha) p^gamma log(1 - p)} for a negative one (Lin et al. 2017). A target between 0 and 1 gives both in
 * that proportion.
 *
 * <p>The paper divides the sum by the number of positive targets: take {@link Reduction#SUM} and do so.
 *
 * {@snippet :
 * Tensor loss = new FocalLoss().alpha(0.25).gamma(2).of(logits, targets);
 * }
 */
public final class FocalLoss {
    private final double ofOnes;
    private final double ofZeros;
    private final double gamma;
    private final Reduction reduction;

    /** The paper's alpha of 0.25 and gamma of 2; the mean. */
    public FocalLoss() {
        this(0.25, 0.75, 2, Reduction.MEAN);
    }

    private FocalLoss(double ofOnes, double ofZeros, double gamma, Reduction reduction) {
        this.ofOnes = ofOnes;
        this.ofZeros = ofZeros;
        this.gamma = gamma;
        this.reduction = reduction;
    }

    /**
     * The weight of positive targets; negative ones have {@code 1 - alpha}.
     *
     * @throws IllegalArgumentException unless it is within 0 and 1
     */
    public FocalLoss alpha(double alpha) {
        Finite.share("FocalLoss: alpha", alpha);
        return new FocalLoss(alpha, 1 - alpha, gamma, reduction);
    }

    /** The same weight, 1, for positive and negative targets. */
    public FocalLoss withoutAlpha() {
        return new FocalLoss(1, 1, gamma, reduction);
    }

    /**
     * How much less examples count that are told well; with 0 they count the same, which is binary cross entropy with
     * the weights of {@link #alpha}.
     *
     * @throws IllegalArgumentException unless it is 0 or more and finite as a float
     */
    public FocalLoss gamma(double gamma) {
        Finite.atLeastZero("FocalLoss: gamma", gamma);
        return new FocalLoss(ofOnes, ofZeros, gamma, reduction);
    }

    /** How the losses are combined. */
    public FocalLoss reduction(Reduction combined) {
        return new FocalLoss(ofOnes, ofZeros, gamma, Required.nonNull("FocalLoss: the reduction", combined));
    }

    /**
     * The loss of logits for targets. The shapes must be equal. An infinite logit gives NaN.
     *
     * @throws IllegalArgumentException if they are not, or if a target is not within 0 and 1, whose position is named
     */
    public Tensor of(Tensor logits, Tensor target) {
        LossArguments.requireSameShape("FocalLoss", logits, target);
        Tensor t = LossArguments.probabilities("FocalLoss: target", target);
        Tensor minusLogP = Activations.softplus(logits.neg());
        Tensor minusLogQ = Activations.softplus(logits);
        Tensor positive = t.mul(ofOnes).mul(loss(minusLogP, minusLogQ));
        Tensor negative = t.neg().add(1).mul(ofZeros).mul(loss(minusLogQ, minusLogP));
        return reduction.of(positive.add(negative));
    }

    /** {@code -(1 - p)^gamma log p}; the power as e^x, as that of 0 has infinite slopes if gamma is less than 1. */
    private Tensor loss(Tensor minusLogP, Tensor minusLogQ) {
        return minusLogP.mul(minusLogQ.mul(-gamma).exp());
    }

    @Override
    public String toString() {
        return "FocalLoss(alpha=" + (ofOnes == 1 && ofZeros == 1 ? "none" : ofOnes) + ", gamma=" + gamma
                + ", reduction="
                + reduction + ")";
    }
}

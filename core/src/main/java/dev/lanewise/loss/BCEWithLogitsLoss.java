package dev.lanewise.loss;

import dev.lanewise.tensor.Activations;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import org.jspecify.annotations.Nullable;

/**
 * Binary cross entropy of logits, with PyTorch's options ({@index binary_cross_entropy_with_logits}): for logits x,
 * targets t and a weight w of the ones it is {@code w t softplus(-x) + (1 - t) softplus(x)}, which neither overflows
 * nor cancels. Targets outside [0, 1] are taken as they are, as in PyTorch, and the loss may then be negative. An
 * infinite logit that agrees with its target of 0 or 1 gives NaN (0 times infinity). Immutable: each setter returns a
 * new loss.
 */
public final class BCEWithLogitsLoss {
    private static final String NAME = "BCEWithLogitsLoss";

    private final @Nullable Tensor weights;
    private final @Nullable Tensor posWeight;
    private final Reduction reduction;

    /** The mean over all elements, which weigh the same. */
    public BCEWithLogitsLoss() {
        this(null, null, Reduction.MEAN);
    }

    private BCEWithLogitsLoss(@Nullable Tensor weights, @Nullable Tensor posWeight, Reduction reduction) {
        this.weights = weights;
        this.posWeight = posWeight;
        this.reduction = reduction;
    }

    /**
     * Weighs the elements ({@index weight}). The mean is still divided by their number.
     *
     * @param perElement of a shape that broadcasts to that of the logits
     */
    public BCEWithLogitsLoss weights(Tensor perElement) {
        return new BCEWithLogitsLoss(
                Required.nonNull(NAME + ": the tensor of weights", perElement), posWeight, reduction);
    }

    /**
     * Weighs targets of 1 against those of 0 ({@index pos_weight}): with 3, each counts as three would.
     *
     * @param ofOnes of a shape that broadcasts to that of the logits, for example {@code [C]}
     */
    public BCEWithLogitsLoss posWeight(Tensor ofOnes) {
        return new BCEWithLogitsLoss(
                weights, Required.nonNull(NAME + ": the tensor of weights of ones", ofOnes), reduction);
    }

    /** Combines the losses of a batch in another way. */
    public BCEWithLogitsLoss reduction(Reduction how) {
        return new BCEWithLogitsLoss(
                weights, posWeight, Required.nonNull(NAME + ": the reduction", how));
    }

    /**
     * The loss; the shapes must be equal.
     *
     * @throws IllegalArgumentException for other shapes
     */
    public Tensor of(Tensor logits, Tensor target) {
        return of(NAME, logits, target);
    }

    /** As that, with the name that messages begin with. */
    Tensor of(String caller, Tensor logits, Tensor target) {
        LossArguments.requireSameShape(caller, logits, target);
        LossArguments.requireFit(caller, "weights", weights, logits);
        LossArguments.requireFit(caller, "weights of ones", posWeight, logits);
        Tensor ofOnes = target.mul(Activations.softplus(logits.neg()));
        Tensor ofZeros = target.neg().add(1f).mul(Activations.softplus(logits));
        Tensor losses = (posWeight == null ? ofOnes : ofOnes.mul(posWeight)).add(ofZeros);
        return reduction.of(weights == null ? losses : losses.mul(weights));
    }

    @Override
    public String toString() {
        return "BCEWithLogitsLoss(weights=" + LossArguments.shapeOrNone(weights) + ", posWeight="
                + LossArguments.shapeOrNone(posWeight) + ", reduction=" + reduction + ")";
    }
}

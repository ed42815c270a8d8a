package dev.lanewise.loss;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;

/**
 * Negative log-likelihood of counts t under Poisson distributions, whose rates r are predicted: {@code r - t log r},
 * from the logarithm x of the rate, unless told otherwise, as {@code e^x - t x}. What depends on the counts alone,
 * {@code log t!}, is left out unless the {@link #full} loss is wanted.
 *
 * {@snippet :
 * Tensor loss = new PoissonNLLLoss().full(true).of(model.forward(x), counts);
 * }
 */
public final class PoissonNLLLoss {
    private final boolean logInput;
    private final boolean full;
    private final double eps;
    private final Reduction reduction;

    /** Of logarithms of rates, without what depends on the counts alone; the mean. */
    public PoissonNLLLoss() {
        this(true, false, 1e-8, Reduction.MEAN);
    }

    private PoissonNLLLoss(boolean logInput, boolean full, double eps, Reduction reduction) {
        this.logInput = logInput;
        this.full = full;
        this.eps = eps;
        this.reduction = reduction;
    }

    /** Whether the logarithms of the rates are predicted, or the rates. */
    public PoissonNLLLoss logInput(boolean logarithms) {
        return new PoissonNLLLoss(logarithms, full, eps, reduction);
    }

    /**
     * Whether {@code log t!} is added, by Stirling's approximation {@code t log t - t + log(2 pi t) / 2} for counts
     * above 1, as PyTorch does; it is 0.04 too small at 2, and 1 / (12 t) in general.
     */
    public PoissonNLLLoss full(boolean added) {
        return new PoissonNLLLoss(logInput, added, eps, reduction);
    }

    /**
     * What is added to a predicted rate before its logarithm is taken; 1e-8 without. Logarithms that are predicted are
     * taken as they are.
     *
     * @throws IllegalArgumentException unless it is 0 or more and finite as a float
     */
    public PoissonNLLLoss eps(double added) {
        Finite.atLeastZero("PoissonNLLLoss: eps", added);
        return new PoissonNLLLoss(logInput, full, added, reduction);
    }

    /** How the losses are combined. */
    public PoissonNLLLoss reduction(Reduction combined) {
        return new PoissonNLLLoss(logInput, full, eps, Required.nonNull("PoissonNLLLoss: the reduction", combined));
    }

    /**
     * The loss of predicted rates, or of their logarithms, for counts, which need not be whole. The shapes must be
     * equal.
     *
     * @throws IllegalArgumentException if they are not, or if a count or a rate is negative, whose position is named
     */
    public Tensor of(Tensor prediction, Tensor target) {
        LossArguments.requireSameShape("PoissonNLLLoss", prediction, target);
        Tensor counts = LossArguments.nonNegative("PoissonNLLLoss: target", target);
        Tensor losses;
        if (logInput) {
            losses = prediction.exp().sub(counts.mul(prediction));
        } else {
            Tensor rates = LossArguments.nonNegative("PoissonNLLLoss: rate", prediction);
            losses = rates.sub(counts.mul(rates.add(eps).log()));
        }
        return reduction.of(full ? losses.add(logFactorial(counts)) : losses);
    }

    private static Tensor logFactorial(Tensor counts) {
        BoolTensor few = counts.le(1);
        Tensor t = Indexing.where(few, Tensor.scalar(1), counts);
        Tensor stirling = t.mul(t.log()).sub(t).add(t.mul(2 * Math.PI).log().mul(0.5));
        return Indexing.where(few, Tensor.scalar(0), stirling);
    }

    @Override
    public String toString() {
        return "PoissonNLLLoss(logInput=" + logInput + ", full=" + full + ", eps=" + eps + ", reduction=" + reduction
                + ")";
    }
}

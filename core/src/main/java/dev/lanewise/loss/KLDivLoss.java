package dev.lanewise.loss;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;

/**
 * Kullback-Leibler divergence {@code sum of p (log p - log q)} of probabilities p, the target, from q, which is given
 * by its logarithms. By default it is averaged over the first axis, the samples, as PyTorch's "batchmean" does:
 * PyTorch's "mean" divides by the number of all elements, which is no divergence.
 *
 * <p>A probability p of 0 contributes 0, also where q is 0, and the gradients of its element are 0.
 *
 * {@snippet :
 * Tensor loss = new KLDivLoss().logTarget(true).of(student.logSoftmax(1), teacher.logSoftmax(1));
 * }
 */
public final class KLDivLoss {
    private final boolean logTarget;
    private final Reduction reduction;

    /** Of probabilities, averaged over the first axis. */
    public KLDivLoss() {
        this(false, Reduction.MEAN);
    }

    private KLDivLoss(boolean logTarget, Reduction reduction) {
        this.logTarget = logTarget;
        this.reduction = reduction;
    }

    /** Whether the target is given by its logarithms, too; without, it is not. */
    public KLDivLoss logTarget(boolean given) {
        return new KLDivLoss(given, reduction);
    }

    /** How the terms are combined; NONE gives each, not the sum of a sample. */
    public KLDivLoss reduction(Reduction combined) {
        return new KLDivLoss(logTarget, Required.nonNull("KLDivLoss: the reduction", combined));
    }

    /**
     * The divergence of the target from {@code logQ}. Each sample has any shape, over which the terms are summed.
     *
     * @throws IllegalArgumentException if the shapes differ, if a probability is negative, whose position is named, or
     *     for a mean of a tensor without axes
     */
    public Tensor of(Tensor logQ, Tensor target) {
        return of("KLDivLoss", logQ, target);
    }

    /** As that, with the name that messages begin with. */
    Tensor of(String caller, Tensor logQ, Tensor target) {
        LossArguments.requireSameShape(caller, logQ, target);
        if (reduction == Reduction.MEAN && logQ.rank() == 0) {
            throw new IllegalArgumentException(caller + ": prediction [] has no axis of samples to average over");
        }
        Tensor p = logTarget ? target.exp() : LossArguments.nonNegative(caller + ": probability", target);
        BoolTensor none = p.eq(0);
        Tensor zero = Tensor.scalar(0);
        Tensor logP = logTarget ? Indexing.where(none, zero, target) : Indexing.where(none, Tensor.scalar(1), p).log();
        Tensor terms = p.mul(logP.sub(Indexing.where(none, zero, logQ)));
        return reduction == Reduction.MEAN ? terms.sum().div(logQ.dim(0)) : reduction.of(terms);
    }

    @Override
    public String toString() {
        return "KLDivLoss(logTarget=" + logTarget + ", reduction=" + reduction + ")";
    }
}

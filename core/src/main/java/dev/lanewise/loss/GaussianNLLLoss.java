package dev.lanewise.loss;

import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Finite;
import dev.lanewise.text.Required;

/**
 * Negative log-likelihood of numbers t under normal distributions, whose means m and variances v are predicted: {@code
 * (log v + (m - t)^2 / v) / 2} (Nix and Weigend 1994). The constant {@code log(2 pi) / 2} is left out unless the {@link
 * #full} loss is wanted.
 *
 * <p>Variances below a least one, {@link #eps}, count as that, and their gradients are those at it, so that a variance
 * that has become 0 can grow again.
 *
 * {@snippet :
 * Tensor loss = new GaussianNLLLoss().of(mean, target, Activations.softplus(spread));
 * }
 */
public final class GaussianNLLLoss {
    private static final double CONSTANT = 0.9189385332046727; // log(2 pi) / 2

    private final boolean full;
    private final double eps;
    private final Reduction reduction;

    /** Without the constant, with a least variance of 1e-6; the mean. */
    public GaussianNLLLoss() {
        this(false, 1e-6, Reduction.MEAN);
    }

    private GaussianNLLLoss(boolean full, double eps, Reduction reduction) {
        this.full = full;
        this.eps = eps;
        this.reduction = reduction;
    }

    /** Whether the constant is added. */
    public GaussianNLLLoss full(boolean added) {
        return new GaussianNLLLoss(added, eps, reduction);
    }

    /**
     * The least variance.
     *
     * @throws IllegalArgumentException unless it is positive and finite as a float
     */
    public GaussianNLLLoss eps(double least) {
        Finite.aboveZero("GaussianNLLLoss: eps", least);
        return new GaussianNLLLoss(full, least, reduction);
    }

    /** How the losses are combined. */
    public GaussianNLLLoss reduction(Reduction combined) {
        return new GaussianNLLLoss(full, eps, Required.nonNull("GaussianNLLLoss: the reduction", combined));
    }

    /**
     * The loss of predicted means and variances. The shapes must be equal, but the variance's last size may be 1: one
     * for the last axis.
     *
     * @throws IllegalArgumentException if they are not, or if a variance is negative, whose position is named
     */
    public Tensor of(Tensor prediction, Tensor target, Tensor variance) {
        LossArguments.requireSameShape("GaussianNLLLoss", prediction, target);
        Shape given = Required.nonNull("GaussianNLLLoss: the tensor of variances", variance).shape();
        if (!given.equals(prediction.shape()) && !isOneForTheLastAxis(given, prediction.shape())) {
            throw new IllegalArgumentException("GaussianNLLLoss: variance " + given + " for prediction "
                    + prediction.shape() + ": expected the same shape, or 1 as the last size");
        }
        Tensor checked = LossArguments.nonNegative("GaussianNLLLoss: variance", variance);
        Tensor raised = checked.sub(checked.sub(eps).detach());
        Tensor v = Indexing.where(checked.lt(eps), raised, checked);
        Tensor losses = v.log().add(prediction.sub(target).square().div(v)).mul(0.5);
        return reduction.of(full ? losses.add(CONSTANT) : losses);
    }

    private static boolean isOneForTheLastAxis(Shape variance, Shape prediction) {
        int last = prediction.rank() - 1;
        boolean fits = last >= 0 && variance.rank() == last + 1 && variance.dim(last) == 1;
        for (int axis = 0; fits && axis < last; axis++) {
            fits = variance.dim(axis) == prediction.dim(axis);
        }
        return fits;
    }

    @Override
    public String toString() {
        return "GaussianNLLLoss(full=" + full + ", eps=" + eps + ", reduction=" + reduction + ")";
    }
}

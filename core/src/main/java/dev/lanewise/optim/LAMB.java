package dev.lanewise.optim;

import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.Statistics;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/**
 * LAMB (You et al. 2020, "Large Batch Optimization for Deep Learning: Training BERT in 76 minutes"): AdamW whose step
 * has, in each parameter, a size in proportion to the parameter's norm. For batches of thousands of examples, with
 * which one learning rate no longer suits all layers.
 *
 * <p>At the {@code t}-th update,
 *
 * <pre>{@code
 * m = beta1 m + (1 - beta1) g
 * v = beta2 v + (1 - beta2) g^2
 * r = m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + eps) + weightDecay p
 * p = p - lr phi(norm of p) / (norm of r) r
 * }</pre>
 *
 * <p>where {@code phi} limits a norm to a range, by default 0 to infinity. If {@code phi} gives 0, as for a bias that
 * begins at 0, or r is 0, the step is {@code lr r}, as in the authors' implementation. The paper's learning rates grow
 * with the square root of the batch's size, after a {@linkplain Schedules#warmup warmup} that is longer for larger
 * batches. Biases and parameters of normalisation are often given a group of their own without weight decay.
 */
public final class LAMB extends UpdateRule {
    private final Slot first = slot("exp_avg");
    private final Slot second = slot("exp_avg_sq");
    private double beta1 = 0.9;
    private double beta2 = 0.999;
    private double eps = 1e-6;
    private double weightDecay = 0.01;
    private double leastNorm;
    private double greatestNorm = Double.POSITIVE_INFINITY;

    /** With betas 0.9 and 0.999, eps 1e-6, weight decay 0.01 and any norm until set otherwise. */
    public LAMB(List<Tensor> parameters, double lr) {
        super(parameters, lr);
    }

    /** As {@link #LAMB(List, double)} with a schedule of the learning rate. */
    public LAMB(List<Tensor> parameters, Schedule lr) {
        super(parameters, lr);
    }

    /** Sets the decay of the moments; 0.9 and 0.999 by default. */
    public LAMB betas(double beta1, double beta2) {
        requireBetweenRuns("the betas");
        double checked = decay("beta1", beta1);
        this.beta2 = decay("beta2", beta2);
        this.beta1 = checked;
        return this;
    }

    /** Sets what is added to the root of the second moment; 1e-6 by default. */
    public LAMB eps(double eps) {
        requireBetweenRuns("eps");
        this.eps = nonNegative("eps", eps);
        return this;
    }

    /** Sets the rate at which the weights themselves decay, within what is scaled; 0.01 by default. */
    public LAMB weightDecay(double weightDecay) {
        requireBetweenRuns("the weight decay");
        this.weightDecay = nonNegative("weight decay", weightDecay);
        return this;
    }

    /**
     * Sets the range that the norm of a parameter is limited to before steps are made in proportion to it; 0 and
     * infinity by default. Some implementations use 0 and 10.
     *
     * @throws IllegalArgumentException if the first is not a finite number of 0 or more, or the second is NaN or less
     *     than the first
     */
    public LAMB normRange(double least, double greatest) {
        requireBetweenRuns("the range of norms");
        double low = nonNegative("least norm", least);
        if (!(greatest >= low)) {
            throw new IllegalArgumentException(
                    "LAMB: greatest norm " + greatest + " is not a number of " + low + " or more, the least norm");
        }
        this.leastNorm = low;
        this.greatestNorm = greatest;
        return this;
    }

    @Override
    protected void settings(RuleSettings settings) {
        settings.add("betas", List.of(beta1, beta2)).add("eps", eps).add("weightDecay", weightDecay)
                .add("normRange", List.of(leastNorm, greatestNorm));
    }

    @Override
    protected void update(Parameter p, LiveScalars live) {
        Tensor m = p.slot(first);
        Tensor v = p.slot(second);
        m.assign(Moments.mean(m, p.grad(), beta1));
        v.assign(Moments.meanSquare(v, p.grad(), beta2));
        Tensor mean = m.mul(live.of((_, step) -> 1 / (1 - Moments.power(beta1, step))));
        Tensor root = v.mul(live.of((_, step) -> 1 / (1 - Moments.power(beta2, step)))).sqrt();
        Tensor r = mean.div(root.add(eps)).add(p.value().mul(weightDecay));
        Tensor scale = Statistics.norm(p.value(), 2).clamp(leastNorm, greatestNorm).div(Statistics.norm(r, 2));
        Tensor trust = Indexing.where(scale.gt(0).and(scale.lt(Double.POSITIVE_INFINITY)), scale, Tensor.scalar(1));
        p.value().assign(p.value().sub(r.mul(trust.mul(live.lr()))));
    }
}

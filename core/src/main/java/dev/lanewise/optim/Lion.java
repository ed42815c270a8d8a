package dev.lanewise.optim;

import dev.lanewise.tensor.Tensor;
import java.util.List;

/**
 * Lion (Chen et al. 2023, "Symbolic Discovery of Optimization Algorithms"): a step of one size along the sign of an
 * average, {@code p = p (1 - lr weightDecay) - lr sign(beta1 m + (1 - beta1) g)}, then {@code m = beta2 m + (1 - beta2)
 * g}. Usual are learning rates 3 to 10 times smaller than AdamW's, 1e-4 say, and weight decays as many times larger.
 */
public final class Lion extends UpdateRule {
    private final Slot average = slot("exp_avg");
    private double beta1 = 0.9;
    private double beta2 = 0.99;
    private double weightDecay;

    /** With betas 0.9 and 0.99 and weight decay 0 until set otherwise. */
    public Lion(List<Tensor> parameters, double lr) {
        super(parameters, lr);
    }

    /** As {@link #Lion(List, double)} with a schedule of the learning rate. */
    public Lion(List<Tensor> parameters, Schedule lr) {
        super(parameters, lr);
    }

    /** Sets how the average is weighted in the step, and how it decays; 0.9 and 0.99 by default. */
    public Lion betas(double beta1, double beta2) {
        requireBetweenRuns("the betas");
        double first = decay("beta1", beta1);
        this.beta2 = decay("beta2", beta2);
        this.beta1 = first;
        return this;
    }

    /** Sets the rate at which the weights themselves decay; 0 by default. */
    public Lion weightDecay(double weightDecay) {
        requireBetweenRuns("the weight decay");
        this.weightDecay = nonNegative("weight decay", weightDecay);
        return this;
    }

    @Override
    protected void settings(RuleSettings settings) {
        settings.add("betas", List.of(beta1, beta2)).addLive("weightDecay", weightDecay);
    }

    @Override
    protected void update(Parameter p, LiveScalars live) {
        Tensor m = p.slot(average);
        Tensor direction = Moments.mean(m, p.grad(), beta1).sign();
        Tensor decayed = p.value().mul(live.of((lr, _) -> 1 - lr * weightDecay));
        p.value().assign(decayed.sub(direction.mul(live.lr())));
        m.assign(Moments.mean(m, p.grad(), beta2));
    }
}

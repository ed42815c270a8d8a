package dev.lanewise.optim;

import dev.lanewise.tensor.Tensor;
import java.util.List;

/**
 * Adamax (Kingma and Ba 2015, "Adam: A Method for Stochastic Optimization", section 7.1): Adam with a decaying maximum
 * of the gradient's size in the place of its root mean square. {@code d = g + weightDecay p};
 * {@code m = beta1 m + (1 - beta1) d}; {@code u = max(beta2 u, |d| + eps)}; {@code p = p - lr / (1 - beta1^t) m / u} at
 * update {@code t = 1, 2, ..} of the parameter, as in PyTorch.
 *
 * <p>No element moves by more than some {@code lr} in a step, which suits gradients that are sparse or have outliers. A
 * usual learning rate is 0.002.
 */
public final class Adamax extends UpdateRule {
    private final Slot average = slot("exp_avg");
    private final Slot largest = slot("exp_inf");
    private double beta1 = 0.9;
    private double beta2 = 0.999;
    private double eps = 1e-8;
    private double weightDecay;

    /** With betas 0.9 and 0.999, eps 1e-8 and weight decay 0 until set otherwise. */
    public Adamax(List<Tensor> parameters, double lr) {
        super(parameters, lr);
    }

    /** As {@link #Adamax(List, double)} with a schedule of the learning rate. */
    public Adamax(List<Tensor> parameters, Schedule lr) {
        super(parameters, lr);
    }

    /** Sets the decay of the mean and of the maximum; 0.9 and 0.999 by default. */
    public Adamax betas(double beta1, double beta2) {
        requireBetweenRuns("the betas");
        double first = decay("beta1", beta1);
        this.beta2 = decay("beta2", beta2);
        this.beta1 = first;
        return this;
    }

    /** Sets what is added to the gradient's size; 1e-8 by default. With 0, gradients of 0 from the start give NaN. */
    public Adamax eps(double eps) {
        requireBetweenRuns("eps");
        this.eps = nonNegative("eps", eps);
        return this;
    }

    /** Sets the L2 penalty; 0 by default. */
    public Adamax weightDecay(double weightDecay) {
        requireBetweenRuns("the weight decay");
        this.weightDecay = nonNegative("weight decay", weightDecay);
        return this;
    }

    @Override
    protected void settings(RuleSettings settings) {
        settings.add("betas", List.of(beta1, beta2)).add("eps", eps).add("weightDecay", weightDecay);
    }

    @Override
    protected void update(Parameter p, LiveScalars live) {
        Tensor d = Moments.penalized(p, weightDecay);
        Tensor m = Moments.mean(p.slot(average), d, beta1);
        Tensor u = p.slot(largest).mul(beta2).maximum(d.abs().add(eps));
        Tensor size = live.of((lr, step) -> lr / (1 - Moments.power(beta1, step)));
        p.value().assign(p.value().sub(m.div(u).mul(size)));
        p.slot(average).assign(m);
        p.slot(largest).assign(u);
    }
}

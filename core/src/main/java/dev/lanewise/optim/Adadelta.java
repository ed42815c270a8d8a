package dev.lanewise.optim;

import dev.lanewise.tensor.Tensor;
import java.util.List;

/**
 * Adadelta (Zeiler 2012, "ADADELTA: An Adaptive Learning Rate Method"): the gradient scaled by the root mean squares of
 * past steps and of past gradients, so that steps have the unit of the parameter. {@code d = g + weightDecay p};
 * {@code v = rho v + (1 - rho) d d}; {@code u = d sqrt(a + eps) / sqrt(v + eps)}; {@code a = rho a + (1 - rho) u u};
 * {@code p = p - lr u}, as in PyTorch.
 *
 * <p>The paper has no learning rate: 1 is its rule. It needs little tuning and warms up slowly, as the first steps are
 * about {@code sqrt(eps)}; a larger eps shortens that.
 */
public final class Adadelta extends UpdateRule {
    private final Slot squares = slot("square_avg");
    private final Slot steps = slot("acc_delta");
    private double rho = 0.9;
    private double eps = 1e-6;
    private double weightDecay;

    /** With rho 0.9, eps 1e-6 and weight decay 0 until set otherwise. */
    public Adadelta(List<Tensor> parameters, double lr) {
        super(parameters, lr);
    }

    /** As {@link #Adadelta(List, double)} with a schedule of the learning rate. */
    public Adadelta(List<Tensor> parameters, Schedule lr) {
        super(parameters, lr);
    }

    /** Sets the decay of both running means; 0.9 by default. */
    public Adadelta rho(double rho) {
        requireBetweenRuns("rho");
        this.rho = decay("rho", rho);
        return this;
    }

    /** Sets what is added under both roots; 1e-6 by default. */
    public Adadelta eps(double eps) {
        requireBetweenRuns("eps");
        this.eps = nonNegative("eps", eps);
        return this;
    }

    /** Sets the L2 penalty; 0 by default. */
    public Adadelta weightDecay(double weightDecay) {
        requireBetweenRuns("the weight decay");
        this.weightDecay = nonNegative("weight decay", weightDecay);
        return this;
    }

    @Override
    protected void settings(RuleSettings settings) {
        settings.add("rho", rho).add("eps", eps).add("weightDecay", weightDecay);
    }

    @Override
    protected void update(Parameter p, LiveScalars live) {
        Tensor d = Moments.penalized(p, weightDecay);
        Tensor a = p.slot(steps);
        Tensor v = Moments.meanSquare(p.slot(squares), d, rho);
        Tensor u = a.add(eps).sqrt().div(v.add(eps).sqrt()).mul(d);
        p.value().assign(p.value().sub(u.mul(live.lr())));
        p.slot(squares).assign(v);
        a.assign(Moments.meanSquare(a, u, rho));
    }
}

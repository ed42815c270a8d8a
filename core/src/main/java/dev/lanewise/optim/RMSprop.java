package dev.lanewise.optim;

import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * RMSprop (Tieleman and Hinton 2012), as in PyTorch: the gradient divided by the root of its running mean square, eps
 * added outside the root; optionally centered (the variance instead of the mean square) and with momentum.
 */
public final class RMSprop extends Optimizer {
    /** State of one parameter. */
    private record Slot(Tensor meanSquare, Tensor mean, Tensor velocity) {}

    private final List<Slot> slots = new ArrayList<>();
    private double alpha = 0.99;
    private double eps = 1e-8;
    private double weightDecay;
    private double momentum;
    private boolean centered;

    public RMSprop(List<Tensor> parameters, double lr) {
        super(parameters, lr);
        for (Tensor parameter : parameters) {
            slots.add(new Slot(
                    Tensor.zeros(parameter.shape()), Tensor.zeros(parameter.shape()), Tensor.zeros(parameter.shape())));
        }
    }

    /** Sets the decay of the running averages; 0.99 by default. */
    public RMSprop alpha(double alpha) {
        requireBetweenRuns("alpha");
        this.alpha = decay("alpha", alpha);
        return this;
    }

    /** Sets what is added to the root; 1e-8 by default. */
    public RMSprop eps(double eps) {
        requireBetweenRuns("eps");
        this.eps = nonNegative("eps", eps);
        return this;
    }

    /** Sets the L2 penalty; 0 by default. */
    public RMSprop weightDecay(double weightDecay) {
        requireBetweenRuns("the weight decay");
        this.weightDecay = nonNegative("weight decay", weightDecay);
        return this;
    }

    /** Sets the momentum; 0, the default, for none. */
    public RMSprop momentum(double momentum) {
        requireBetweenRuns("the momentum");
        this.momentum = nonNegative("momentum", momentum);
        return this;
    }

    /** Subtracts the squared running mean, so that the divisor comes from the variance; false by default. */
    public RMSprop centered(boolean centered) {
        requireBetweenRuns("centered");
        this.centered = centered;
        return this;
    }

    @Override
    Tensor[] state(int i) {
        Slot slot = slots.get(i);
        return new Tensor[] {slot.meanSquare, slot.mean, slot.velocity};
    }

    @Override
    UpdateOp rule(int... chosen) {
        return new UpdateOp.RmsProp(rate(), alpha, eps, weightDecay, momentum, centered);
    }
}

package dev.lanewise.optim;

import dev.lanewise.state.State;
import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/**
 * RMSprop (Tieleman and Hinton 2012), as in PyTorch: the gradient divided by the root of its running mean square, eps
 * added outside the root; optionally centered (the variance instead of the mean square) and with momentum.
 */
public final class RMSprop extends KernelRule {
    private final Slot meanSquare = slot("square_avg");
    private final SwitchedSlot mean = new SwitchedSlot("grad_avg", parameters());
    private final SwitchedSlot velocity = new SwitchedSlot("momentum_buffer", parameters());

    private double alpha = 0.99;
    private double eps = 1e-8;
    private double weightDecay;
    private double momentum;
    private boolean centered;

    public RMSprop(List<Tensor> parameters, double lr) {
        super(parameters, lr);
    }

    /** As {@link #RMSprop(List, double)} with a schedule of the learning rate. */
    public RMSprop(List<Tensor> parameters, Schedule lr) {
        super(parameters, lr);
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
        velocity.set(momentum != 0);
        return this;
    }

    /** Subtracts the squared running mean, so that the divisor comes from the variance; false by default. */
    public RMSprop centered(boolean centered) {
        requireBetweenRuns("centered");
        this.centered = centered;
        mean.set(centered);
        return this;
    }

    @Override
    protected void settings(RuleSettings settings) {
        settings.add("alpha", alpha).add("eps", eps).add("weightDecay", weightDecay).add("momentum", momentum)
                .add("centered", centered);
    }

    @Override
    List<Tensor> kept(Parameter parameter) {
        boolean a = Recorder.observe(mean, mean::isMade);
        boolean b = Recorder.observe(velocity, velocity::isMade);
        int i = parameter.index();
        return List.of(parameter.slot(meanSquare),
                a ? mean.of(i) : parameter.value(), b ? velocity.of(i) : parameter.value());
    }

    @Override
    UpdateOp op(UpdateCounts counts) {
        return new UpdateOp.RmsProp(rate(), alpha, eps, weightDecay, momentum, centered);
    }

    @Override
    void state(State part, int parameter) {
        super.state(part, parameter);
        mean.state(part, parameter);
        velocity.state(part, parameter);
    }
}

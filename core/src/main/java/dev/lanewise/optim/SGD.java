package dev.lanewise.optim;

import dev.lanewise.state.State;
import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/**
 * Stochastic gradient descent, as in PyTorch: {@code d = g + weightDecay p}; with momentum {@code v = momentum v + (1 -
 * dampening) d} (the first time {@code v = d}) and {@code d = v}, or {@code d + momentum v} with nesterov; {@code p -=
 * lr d}.
 */
public final class SGD extends KernelRule {
    private final SwitchedSlot velocity = new SwitchedSlot("momentum_buffer", parameters());

    /** How many updates each parameter has had with momentum: the first begins its velocity. */
    private final long[] withMomentum = new long[parameters().size()];

    private double momentum;
    private double dampening;
    private double weightDecay;
    private boolean nesterov;

    public SGD(List<Tensor> parameters, double lr) {
        super(parameters, lr);
    }

    /** As {@link #SGD(List, double)} with a schedule of the learning rate. */
    public SGD(List<Tensor> parameters, Schedule lr) {
        super(parameters, lr);
    }

    /** Sets the momentum; 0, the default, for none. */
    public SGD momentum(double momentum) {
        requireBetweenRuns("the momentum");
        this.momentum = nonNegative("momentum", momentum);
        velocity.set(momentum != 0);
        return this;
    }

    /** Sets the share of the gradient that is left out of the velocity; 0 by default. */
    public SGD dampening(double dampening) {
        requireBetweenRuns("the dampening");
        this.dampening = nonNegative("dampening", dampening);
        return this;
    }

    /** Sets the L2 penalty; 0 by default. */
    public SGD weightDecay(double weightDecay) {
        requireBetweenRuns("the weight decay");
        this.weightDecay = nonNegative("weight decay", weightDecay);
        return this;
    }

    /** Looks ahead along the velocity (Nesterov); needs a momentum and no dampening. */
    public SGD nesterov(boolean nesterov) {
        requireBetweenRuns("nesterov");
        this.nesterov = nesterov;
        return this;
    }

    @Override
    protected void settings(RuleSettings settings) {
        settings.add("momentum", momentum).add("dampening", dampening).add("weightDecay", weightDecay)
                .add("nesterov", nesterov);
    }

    @Override
    protected void checkSettings() {
        if (nesterov && (momentum == 0 || dampening != 0)) {
            throw new IllegalStateException("SGD: nesterov needs a momentum above 0 and no dampening, got momentum "
                    + momentum + " and dampening " + dampening);
        }
    }

    @Override
    List<Tensor> kept(Parameter parameter) {
        boolean plain = Recorder.observe(this, () -> momentum == 0); // its op takes other arguments
        return plain ? List.of() : List.of(velocity.of(parameter.index()));
    }

    @Override
    UpdateOp op(UpdateCounts counts) {
        return new UpdateOp.Sgd(
                rate(), momentum, dampening, weightDecay, nesterov, momentum == 0 ? UpdateCounts.UNCOUNTED : counts);
    }

    @Override
    long updates(int parameter) {
        return withMomentum[parameter];
    }

    @Override
    void count(List<Integer> updated, int by) {
        super.count(updated, by);
        if (momentum != 0) {
            updated.forEach(i -> withMomentum[i] += by);
        }
    }

    @Override
    void state(State part, int parameter) {
        super.state(part, parameter);
        boolean begun = velocity.state(part, parameter, withMomentum[parameter] > 0);
        if (momentum != 0) {
            withMomentum[parameter] = Checks.nonNegative("SGD", "momentum_step",
                    part.number("momentum_step", withMomentum[parameter]));
        } else { // all that counts is whether the velocity has begun, which its presence says
            withMomentum[parameter] = begun ? Math.max(1, withMomentum[parameter]) : 0;
        }
    }
}

package dev.lanewise.optim;

import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Stochastic gradient descent, as in PyTorch: {@code d = g + weightDecay p}; with momentum {@code v = momentum v + (1 -
 * dampening) d} (the first time {@code v = d}) and {@code d = v}, or {@code d + momentum v} with nesterov; {@code p -=
 * lr d}.
 */
public final class SGD extends Optimizer {
    /** Created when a momentum is first set, not at a step, which may be captured. */
    private final @Nullable Tensor[] velocity;
    private double momentum;
    private double dampening;
    private double weightDecay;
    private boolean nesterov;

    public SGD(List<Tensor> parameters, double lr) {
        super(parameters, lr);
        this.velocity = new Tensor[size()];
    }

    /** Sets the momentum; 0, the default, for none. */
    public SGD momentum(double momentum) {
        requireBetweenRuns("the momentum");
        this.momentum = nonNegative("momentum", momentum);
        for (int i = 0; momentum != 0 && i < velocity.length; i++) {
            velocity[i] = velocity[i] == null ? Tensor.zeros(parameter(i).shape()) : velocity[i];
        }
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
    void checkSettings() {
        if (nesterov && (momentum == 0 || dampening != 0)) {
            throw new IllegalStateException("SGD: nesterov needs a momentum above 0 and no dampening, got momentum "
                    + momentum + " and dampening " + dampening);
        }
    }

    @Override
    Tensor[] state(int i) {
        if (Recorder.observe(this, () -> momentum == 0)) {
            return new Tensor[0];
        }
        return new Tensor[] {Objects.requireNonNull(velocity[i])};
    }

    @Override
    UpdateOp rule(int... chosen) {
        checkSettings(); // a replay does not come through step()
        UpdateCounts steps = momentum == 0 ? UpdateCounts.UNCOUNTED : advance(chosen);
        return new UpdateOp.Sgd(rate(), momentum, dampening, weightDecay, nesterov, steps);
    }
}

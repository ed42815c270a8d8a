package dev.lanewise.optim;

import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * RMSprop (Tieleman and Hinton 2012), as in PyTorch: the gradient divided by the root of its running mean square, eps
 * added outside the root; optionally centered (the variance instead of the mean square) and with momentum.
 */
public final class RMSprop extends KernelRule {
    private final Slot meanSquare = slot("square_avg");

    /** Made when they are first asked for. */
    private @Nullable Slot mean;

    private @Nullable Slot velocity;

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
        velocity = slotIf(momentum != 0, velocity, "momentum_buffer");
        return this;
    }

    /** Subtracts the squared running mean, so that the divisor comes from the variance; false by default. */
    public RMSprop centered(boolean centered) {
        requireBetweenRuns("centered");
        this.centered = centered;
        mean = slotIf(centered, mean, "grad_avg");
        return this;
    }

    @Override
    protected void settings(RuleSettings settings) {
        settings.add("alpha", alpha).add("eps", eps).add("weightDecay", weightDecay).add("momentum", momentum)
                .add("centered", centered);
    }

    @Override
    List<Tensor> kept(Parameter parameter) {
        @Nullable
        Slot a = mean;
        @Nullable
        Slot b = velocity;
        Recorder.observe(this, () -> mean == a && velocity == b);
        return List.of(parameter.slot(meanSquare),
                a == null ? parameter.value() : parameter.slot(a), b == null ? parameter.value() : parameter.slot(b));
    }

    @Override
    UpdateOp op(UpdateCounts counts) {
        return new UpdateOp.RmsProp(rate(), alpha, eps, weightDecay, momentum, centered);
    }
}

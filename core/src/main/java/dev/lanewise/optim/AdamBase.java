package dev.lanewise.optim;

import dev.lanewise.state.State;
import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/**
 * What {@link Adam} and {@link AdamW} share: running first and second moments of each gradient, with bias correction.
 *
 * @param <S> the subclass, so that setters can be chained
 */
public abstract sealed class AdamBase<S> extends KernelRule permits Adam, AdamW {
    private final Slot first = slot("exp_avg");
    private final Slot second = slot("exp_avg_sq");

    /** The largest second moments so far. */
    private final SwitchedSlot largest = new SwitchedSlot("max_exp_avg_sq", parameters());

    private final boolean decoupled;
    private double beta1 = 0.9;
    private double beta2 = 0.999;
    private double eps = 1e-8;
    private double weightDecay;
    private boolean amsgrad;

    AdamBase(List<Tensor> parameters, Schedule lr, double weightDecay, boolean decoupled) {
        super(parameters, lr);
        this.weightDecay = weightDecay;
        this.decoupled = decoupled;
    }

    AdamBase(List<Tensor> parameters, double lr, double weightDecay, boolean decoupled) {
        super(parameters, lr);
        this.weightDecay = weightDecay;
        this.decoupled = decoupled;
    }

    abstract S self();

    /** Sets the decay of the moments; 0.9 and 0.999 by default. */
    public final S betas(double beta1, double beta2) {
        requireBetweenRuns("the betas");
        double first = decay("beta1", beta1);
        this.beta2 = decay("beta2", beta2);
        this.beta1 = first;
        return self();
    }

    /** Sets what is added to the root of the second moment; 1e-8 by default. */
    public final S eps(double eps) {
        requireBetweenRuns("eps");
        this.eps = nonNegative("eps", eps);
        return self();
    }

    /** Sets the weight decay. */
    public final S weightDecay(double weightDecay) {
        requireBetweenRuns("the weight decay");
        this.weightDecay = nonNegative("weight decay", weightDecay);
        return self();
    }

    /**
     * Divides by the root of the largest second moment so far instead of the last one (Reddi, Kale and Kumar 2018, "On
     * the Convergence of Adam and Beyond"), so that steps never grow again after rare large gradients; false by
     * default.
     */
    public final S amsgrad(boolean amsgrad) {
        requireBetweenRuns("amsgrad");
        this.amsgrad = amsgrad;
        largest.set(amsgrad);
        return self();
    }

    @Override
    protected final void settings(RuleSettings settings) {
        settings.add("betas", List.of(beta1, beta2)).add("eps", eps).add("weightDecay", weightDecay);
        if (amsgrad) { // else not named, so that states that were saved before there was such a setting still load
            settings.add("amsgrad", true);
        }
    }

    @Override
    final List<Tensor> kept(Parameter parameter) {
        boolean three = Recorder.observe(this, () -> amsgrad); // its op takes other arguments
        Tensor m = parameter.slot(first);
        Tensor v = parameter.slot(second);
        return three ? List.of(m, v, largest.of(parameter.index())) : List.of(m, v);
    }

    @Override
    final UpdateOp op(UpdateCounts counts) {
        return new UpdateOp.Adam(rate(), beta1, beta2, eps, weightDecay, decoupled, amsgrad, counts);
    }

    @Override
    final void state(State part, int parameter) {
        super.state(part, parameter);
        largest.state(part, parameter);
    }
}

package dev.lanewise.optim;

import dev.lanewise.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@link Adam} and {@link AdamW} share: running first and second moments of each gradient, with bias correction.
 *
 * @param <S> the subclass, so that setters can be chained
 */
public abstract sealed class AdamBase<S> extends Optimizer permits Adam, AdamW {
    /** State of one parameter. */
    private record Slot(Tensor first, Tensor second) {}

    private final List<Slot> slots = new ArrayList<>();
    private final boolean decoupled;
    private double beta1 = 0.9;
    private double beta2 = 0.999;
    private double eps = 1e-8;
    private double weightDecay;

    AdamBase(List<Tensor> parameters, double lr, double weightDecay, boolean decoupled) {
        super(parameters, lr);
        parameters.forEach(parameter -> slots.add(new Slot(
                Tensor.zeros(parameter.shape()), Tensor.zeros(parameter.shape()))));
        this.weightDecay = weightDecay;
        this.decoupled = decoupled;
    }

    abstract S self();

    /** Sets the decay of the moments; 0.9 and 0.999 by default. */
    public final S betas(double beta1, double beta2) {
        requireBetweenRuns("the betas");
        this.beta1 = decay("beta1", beta1);
        this.beta2 = decay("beta2", beta2);
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

    @Override
    final Tensor[] state(int i) {
        return new Tensor[] {slots.get(i).first, slots.get(i).second};
    }

    @Override
    final UpdateOp rule(int... chosen) {
        return new UpdateOp.Adam(rate(), beta1, beta2, eps, weightDecay, decoupled, advance(chosen));
    }
}

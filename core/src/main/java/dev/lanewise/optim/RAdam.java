package dev.lanewise.optim;

import dev.lanewise.tensor.Tensor;
import java.util.List;

/**
 * RAdam (Liu et al. 2020, "On the Variance of the Adaptive Learning Rate and Beyond"): Adam that divides by its second
 * moment only once that has been averaged over enough updates, and then in the measure that it can be trusted. With
 * {@code d = g + weightDecay p} (or {@code p = p (1 - lr weightDecay)} and {@code d = g}, if decoupled),
 * {@code m = beta1 m + (1 - beta1) d}, {@code v = beta2 v + (1 - beta2) d d}, {@code R = 2 / (1 - beta2) - 1} and
 * {@code r = R - 2 t beta2^t / (1 - beta2^t)}, update {@code t = 1, 2, ..} of a parameter is
 * {@code p = p - lr m / (1 - beta1^t)}, and where {@code r > 5} times
 * {@code sqrt((r - 4) (r - 2) R / ((R - 4) (R - 2) r)) sqrt(1 - beta2^t) / (sqrt(v) + eps)}, as in PyTorch.
 *
 * <p>It warms up by itself: useful where {@link Adam} needs a warm-up of the learning rate to begin well. The first
 * updates (five, with beta2 0.999) are those of momentum alone. A usual learning rate is 0.001.
 */
public final class RAdam extends UpdateRule {
    private final Slot average = slot("exp_avg");
    private final Slot square = slot("exp_avg_sq");
    private double beta1 = 0.9;
    private double beta2 = 0.999;
    private double eps = 1e-8;
    private double weightDecay;
    private boolean decoupled;

    /** With betas 0.9 and 0.999, eps 1e-8 and weight decay 0 until set otherwise. */
    public RAdam(List<Tensor> parameters, double lr) {
        super(parameters, lr);
    }

    /** As {@link #RAdam(List, double)} with a schedule of the learning rate. */
    public RAdam(List<Tensor> parameters, Schedule lr) {
        super(parameters, lr);
    }

    /** Sets the decay of the moments; 0.9 and 0.999 by default. */
    public RAdam betas(double beta1, double beta2) {
        requireBetweenRuns("the betas");
        double first = decay("beta1", beta1);
        this.beta2 = decay("beta2", beta2);
        this.beta1 = first;
        return this;
    }

    /** Sets what is added to the root of the second moment; 1e-8 by default. */
    public RAdam eps(double eps) {
        requireBetweenRuns("eps");
        this.eps = nonNegative("eps", eps);
        return this;
    }

    /** Sets the weight decay; 0 by default. */
    public RAdam weightDecay(double weightDecay) {
        requireBetweenRuns("the weight decay");
        this.weightDecay = nonNegative("weight decay", weightDecay);
        return this;
    }

    /** Lets the weights themselves decay, as in {@link AdamW}, instead of a penalty on them; false by default. */
    public RAdam decoupledWeightDecay(boolean decoupled) {
        requireBetweenRuns("decoupledWeightDecay");
        this.decoupled = decoupled;
        return this;
    }

    @Override
    protected void settings(RuleSettings settings) {
        settings.add("betas", List.of(beta1, beta2)).add("eps", eps).add("weightDecay", weightDecay)
                .add("decoupledWeightDecay", decoupled);
    }

    @Override
    protected void update(Parameter p, LiveScalars live) {
        Tensor d = Moments.penalized(p, decoupled ? 0 : weightDecay);
        Tensor m = Moments.mean(p.slot(average), d, beta1);
        Tensor v = Moments.meanSquare(p.slot(square), d, beta2);
        // limited to 0 and infinity it is itself, to 1 and 1 it is 1: a branch that each replay takes anew
        Tensor low = live.of((_, step) -> isRectified(step) ? 0 : 1);
        Tensor high = live.of((_, step) -> isRectified(step) ? Double.POSITIVE_INFINITY : 1);
        Tensor divisor = v.sqrt().add(eps).maximum(low).minimum(high);
        Tensor change = m.div(divisor).mul(live.of(this::stepSize));
        p.value().assign(Moments.decayed(p, live, weightDecay, decoupled).sub(change));
        p.slot(average).assign(m);
        p.slot(square).assign(v);
    }

    private double longestMean() {
        return 2 / (1 - beta2) - 1;
    }

    /** Over how many updates the second moment is averaged. */
    private double meanLength(long step) {
        double power = Moments.power(beta2, step);
        return longestMean() - 2 * step * power / (1 - power);
    }

    private boolean isRectified(long step) {
        return meanLength(step) > 5;
    }

    private double stepSize(double lr, long step) {
        double size = lr / (1 - Moments.power(beta1, step));
        if (!isRectified(step)) {
            return size;
        }
        double all = longestMean();
        double r = meanLength(step);
        double rectified = Math.sqrt((r - 4) * (r - 2) * all / ((all - 4) * (all - 2) * r));
        return size * rectified * Math.sqrt(1 - Moments.power(beta2, step));
    }
}

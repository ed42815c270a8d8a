package dev.lanewise.optim;

import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.Pointwise;
import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Averaged stochastic gradient descent (Polyak and Juditsky 1992, "Acceleration of Stochastic Approximation by
 * Averaging"), as in PyTorch: SGD whose learning rate falls, and beside it the average of the weights that it passes
 * through, which is nearer to the minimum than any of them. For convex problems and language models of old;
 * {@link WeightAverage} averages beside any optimizer.
 *
 * <p>At the {@code t}-th update,
 *
 * <pre>{@code
 * eta = lr / (1 + lambd lr (t - 1))^alpha
 * p = p (1 - lambd eta) - eta (g + weightDecay p)
 * ax = ax + (p - ax) / max(1, t - 1 - t0)
 * }</pre>
 */
public final class ASGD extends UpdateRule {
    private final Slot average = slot("ax");
    private double lambd = 1e-4;
    private double alpha = 0.75;
    private double t0 = 1e6;
    private double weightDecay;

    /** With lambd 1e-4, alpha 0.75, t0 1e6 and weight decay 0 until set otherwise. */
    public ASGD(List<Tensor> parameters, double lr) {
        super(parameters, lr);
    }

    /** As {@link #ASGD(List, double)} with a schedule of the learning rate. */
    public ASGD(List<Tensor> parameters, Schedule lr) {
        super(parameters, lr);
    }

    /** Sets how fast the learning rate falls, and the weights decay; 1e-4 by default. */
    public ASGD lambd(double lambd) {
        requireBetweenRuns("lambd");
        this.lambd = nonNegative("lambd", lambd);
        return this;
    }

    /** Sets the power by which the learning rate falls; 0.75 by default. */
    public ASGD alpha(double alpha) {
        requireBetweenRuns("alpha");
        this.alpha = nonNegative("alpha", alpha);
        return this;
    }

    /** Sets after how many updates averaging begins: until then the average is the parameter; 1e6 by default. */
    public ASGD t0(double t0) {
        requireBetweenRuns("t0");
        this.t0 = nonNegative("t0", t0);
        return this;
    }

    /** Sets the L2 penalty; 0 by default. */
    public ASGD weightDecay(double weightDecay) {
        requireBetweenRuns("the weight decay");
        this.weightDecay = nonNegative("weight decay", weightDecay);
        return this;
    }

    /** Copies of the averages, in the order of the parameters; of one that has not been updated, itself. */
    public List<Tensor> averages() {
        return IntStream.range(0, parameters().size())
                .mapToObj(i -> (count(i) == 0 ? parameters().get(i) : average.tensors.get(i).orElseThrow()).copy())
                .toList();
    }

    @Override
    protected void settings(RuleSettings settings) {
        settings.addLive("lambd", lambd).addLive("alpha", alpha).addLive("t0", t0)
                .addLive("weightDecay", weightDecay);
    }

    private double eta(double lr, long step) {
        return lr / StrictMath.pow(1 + lambd * lr * (step - 1), alpha);
    }

    @Override
    protected void update(Parameter p, LiveScalars live) {
        Tensor kept = live.of((lr, step) -> 1 - (lambd + weightDecay) * eta(lr, step));
        p.value().assign(p.value().mul(kept).sub(p.grad().mul(live.of(this::eta))));
        Tensor ax = p.slot(average);
        Tensor weight = live.of((_, step) -> 1 / Math.max(1, step - 1 - t0));
        ax.assign(Indexing.where(weight.ge(1), p.value(), Pointwise.lerp(ax, p.value(), weight))); // no 0 * infinity
    }
}

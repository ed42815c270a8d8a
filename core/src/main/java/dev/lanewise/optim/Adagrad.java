package dev.lanewise.optim;

import dev.lanewise.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Adagrad (Duchi, Hazan and Singer 2011, "Adaptive Subgradient Methods for Online Learning and Stochastic
 * Optimization"): the gradient divided by the root of the sum of all its squares so far. {@code d = g + weightDecay p};
 * {@code s = s + d d}; {@code p = p - lr / (1 + (t - 1) lrDecay) d / (sqrt(s) + eps)} at update {@code t = 1, 2, ..} of
 * the parameter, as in PyTorch.
 *
 * <p>It suits gradients that are often zero, as of embeddings: what is rare takes larger steps. The sum never shrinks,
 * and steps with it; for long trainings of networks {@link RMSprop}, {@link Adadelta} or {@link Adam} forget. A usual
 * learning rate is 0.01.
 */
public final class Adagrad extends UpdateRule {
    private final Slot sum = slot("sum");
    private double lrDecay;
    private double weightDecay;
    private double initialAccumulator;
    private double eps = 1e-10;

    /** With no decay of learning rate and weights, sums that begin at 0, and eps 1e-10 until set otherwise. */
    public Adagrad(List<Tensor> parameters, double lr) {
        super(parameters, lr);
    }

    /** As {@link #Adagrad(List, double)} with a schedule of the learning rate. */
    public Adagrad(List<Tensor> parameters, Schedule lr) {
        super(parameters, lr);
    }

    /** Sets how much each update adds to what the learning rate is divided by; 0 by default. */
    public Adagrad lrDecay(double lrDecay) {
        requireBetweenRuns("the decay of the learning rate");
        this.lrDecay = nonNegative("lr decay", lrDecay);
        return this;
    }

    /** Sets the L2 penalty; 0 by default. */
    public Adagrad weightDecay(double weightDecay) {
        requireBetweenRuns("the weight decay");
        this.weightDecay = nonNegative("weight decay", weightDecay);
        return this;
    }

    /**
     * Sets what the sums begin with ({@index initial_accumulator_value}), so that first steps are smaller; 0 by
     * default.
     *
     * @throws IllegalStateException if a parameter has been updated, and its sum begun
     */
    public Adagrad initialAccumulator(double initialAccumulator) {
        requireBetweenRuns("the initial accumulator");
        double first = nonNegative("initial accumulator", initialAccumulator);
        for (int i = 0; i < parameters().size(); i++) {
            if (count(i) != 0) {
                throw new IllegalStateException("Adagrad: the initial accumulator is set after update " + count(i)
                        + " of parameter " + i + ", whose sum has begun; set it before the first step");
            }
        }
        for (Optional<Tensor> tensor : sum.tensors) {
            tensor.ifPresent(of -> of.assign(Tensor.scalar(first).broadcastTo(of.shape())));
        }
        this.initialAccumulator = first;
        return this;
    }

    /** Sets what is added to the root; 1e-10 by default. */
    public Adagrad eps(double eps) {
        requireBetweenRuns("eps");
        this.eps = nonNegative("eps", eps);
        return this;
    }

    @Override
    protected void settings(RuleSettings settings) {
        settings.addLive("lrDecay", lrDecay).add("weightDecay", weightDecay)
                .addLive("initialAccumulator", initialAccumulator).add("eps", eps);
    }

    @Override
    protected void update(Parameter p, LiveScalars live) {
        Tensor d = Moments.penalized(p, weightDecay);
        Tensor s = p.slot(sum).add(d.square());
        Tensor change = d.div(s.sqrt().add(eps));
        p.value().assign(p.value().sub(change.mul(live.of((lr, step) -> lr / (1 + (step - 1) * lrDecay)))));
        p.slot(sum).assign(s);
    }
}

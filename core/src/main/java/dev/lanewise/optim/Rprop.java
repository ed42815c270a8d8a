package dev.lanewise.optim;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.Indexing;
import dev.lanewise.tensor.Tensor;
import java.util.List;

/**
 * Rprop (Riedmiller and Braun 1993, "A direct adaptive method for faster backpropagation learning"), as in PyTorch:
 * each element has a step size of its own, and only the sign of its gradient counts. For small models whose gradient is
 * that of all data; with batches that differ, signs change by chance, and {@link RMSprop} or {@link Adam} is the
 * choice.
 *
 * <p>Where the gradient has the sign it had before, the step size grows by {@code etaPlus}; where it has the other one,
 * it shrinks by {@code etaMinus}, and the element stays where it is and forgets its gradient; then
 * {@code p = p - sign(g) size}. Sizes stay within limits. The learning rate is the step size of the first update, and
 * is not read later.
 */
public final class Rprop extends UpdateRule {
    private final Slot previous = slot("prev");
    private final Slot sizes = slot("step_size");
    private double etaMinus = 0.5;
    private double etaPlus = 1.2;
    private double least = 1e-6;
    private double greatest = 50;

    /** With etas 0.5 and 1.2 and step sizes from 1e-6 to 50 until set otherwise. */
    public Rprop(List<Tensor> parameters, double lr) {
        super(parameters, lr);
    }

    /**
     * Sets by what step sizes shrink and grow; 0.5 and 1.2 by default.
     *
     * @throws IllegalArgumentException if the first is not between 0 and 1, or the second not finite and above 1
     */
    public Rprop etas(double minus, double plus) {
        requireBetweenRuns("the etas");
        if (!(minus > 0 && minus < 1 && plus > 1 && plus < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("Rprop: etas " + minus + " and " + plus
                    + ": expected one between 0 and 1, and a finite one above 1");
        }
        this.etaMinus = minus;
        this.etaPlus = plus;
        return this;
    }

    /**
     * Sets the limits of step sizes; 1e-6 and 50 by default.
     *
     * @throws IllegalArgumentException if they are not finite numbers of 0 or more, the second not less than the first
     */
    public Rprop stepSizes(double least, double greatest) {
        requireBetweenRuns("the step sizes");
        double low = nonNegative("least step size", least);
        if (nonNegative("greatest step size", greatest) < low) {
            throw new IllegalArgumentException(
                    "Rprop: greatest step size " + greatest + " is less than the least one, " + low);
        }
        this.least = low;
        this.greatest = greatest;
        return this;
    }

    @Override
    protected void settings(RuleSettings settings) {
        settings.add("etas", List.of(etaMinus, etaPlus)).add("stepSizes", List.of(least, greatest));
    }

    @Override
    protected void update(Parameter p, LiveScalars live) {
        Tensor before = p.slot(previous);
        Tensor size = p.slot(sizes);
        Tensor turn = p.grad().sign().mul(before.sign()); // of signs, as the product of gradients might underflow
        BoolTensor turned = turn.lt(0);
        Tensor factor = Indexing.where(turned, Tensor.scalar(etaMinus),
                Indexing.where(turn.gt(0), Tensor.scalar(etaPlus), Tensor.scalar(1)));
        size.assign(Indexing.where(live.step().eq(1), live.lr(), size).mul(factor).clamp(least, greatest));
        before.assign(Indexing.where(turned, Tensor.scalar(0), p.grad()));
        p.value().assign(p.value().sub(before.sign().mul(size)));
    }
}

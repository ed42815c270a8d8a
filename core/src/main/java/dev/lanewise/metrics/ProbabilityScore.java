package dev.lanewise.metrics;

import dev.lanewise.state.State;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Tensor;

/**
 * What {@link BrierScore} and {@link LogLoss} share: the mean of what each sample's probabilities cost.
 *
 * @param <M> the subclass
 */
public abstract sealed class ProbabilityScore<M extends ProbabilityScore<M>> extends Metric<M>
        permits BrierScore, LogLoss {
    private double sum;
    private long total;

    ProbabilityScore() {}

    /**
     * Adds a batch of probabilities of two or more classes, and labels. <b>Shape</b>: {@code [N, C], [N]}, or {@code
     * [C], []}, or, with a label for each place, {@code [N, C, d...], [N, d...]}.
     *
     * @throws IllegalArgumentException if one is null, for other shapes, for a label that is not a class, and for
     *     probabilities that are not within 0 and 1, or whose sum is not 1
     */
    public void add(Tensor probabilities, IntTensor labels) {
        Checks.distributions(name(), probabilities, labels);
        observe(probabilities, labels);
    }

    /**
     * Adds a batch of probabilities of class 1, with targets of the same shape.
     *
     * @throws IllegalArgumentException if one is null, the shapes differ, a target is neither 0 nor 1, or a probability
     *     is not within 0 and 1
     */
    public void add(Tensor probabilities, Tensor targets) {
        Checks.sameShape(name(), "probabilities", probabilities, "targets", targets);
        observe(probabilities, targets);
    }

    /** What the probability of class 1 costs, for a target of 0 or 1. */
    abstract double ofOne(double probability, double target);

    /** What the probabilities of all classes cost, for a label; that of class 0 is the first. */
    abstract double ofAll(float[] probabilities, int first, ClassAxis axis, int label);

    @Override
    protected final void count(Operands batch) {
        Checks.predictions(name(), batch);
        float[] probabilities = batch.data(0);
        int from = batch.offset(0);
        if (batch.value(1) instanceof Tensor) {
            for (int i = 0; i < batch.size(1); i++) {
                sum += ofOne(probabilities[from + i], batch.data(1)[batch.offset(1) + i]);
            }
        } else {
            ClassAxis axis = ClassAxis.of(batch.shape(0));
            for (int i = 0; i < batch.size(1); i++) {
                sum += ofAll(probabilities, from + axis.first(i), axis, batch.ints(1)[i]);
            }
        }
        total += batch.size(1);
    }

    /** How many samples have been added. */
    public final long total() {
        requireBetweenRuns("total");
        return total;
    }

    /** The mean so far; NaN before the first sample. */
    public final double value() {
        requireBetweenRuns("value");
        return total == 0 ? Double.NaN : sum / total;
    }

    @Override
    protected final String summary() {
        return "total=" + total + ", value=" + value();
    }

    @Override
    protected final void clear() {
        sum = 0;
        total = 0;
    }

    @Override
    protected final void include(M other) {
        ProbabilityScore<M> score = other;
        sum += score.sum;
        total += score.total;
    }

    @Override
    public final void state(State state) {
        sum = state.real("sum", sum);
        total = state.number("total", total);
    }
}

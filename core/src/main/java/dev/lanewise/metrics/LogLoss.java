package dev.lanewise.metrics;

import dev.lanewise.state.State;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Tensor;

/**
 * Mean negative logarithm of the probability that was given to what happened ({@index log_loss}). A probability counts
 * as no closer to 0 and 1 than 2^-23, a float's precision, so that one mistake does not make the mean infinite.
 */
public final class LogLoss extends Metric<LogLoss> {
    private static final double CLOSEST = Math.ulp(1f);

    private double sum;
    private long total;

    public LogLoss() {}

    /**
     * Adds a batch of probabilities {@code [N, C]} of two or more classes, and labels {@code [N]}.
     *
     * @throws IllegalArgumentException if one is null, for other shapes, for a label that is not a class, and for
     *     probabilities that are not within 0 and 1, or whose sum is not 1
     */
    public void add(Tensor probabilities, IntTensor labels) {
        Checks.distributions("LogLoss", probabilities, labels);
        observe(probabilities, labels);
    }

    /**
     * Adds a batch of probabilities of class 1, with targets of the same shape.
     *
     * @throws IllegalArgumentException if one is null, the shapes differ, a target is neither 0 nor 1, or a probability
     *     is not within 0 and 1
     */
    public void add(Tensor probabilities, Tensor targets) {
        Checks.sameShape("LogLoss", "probabilities", probabilities, "targets", targets);
        observe(probabilities, targets);
    }

    @Override
    protected void count(Operands batch) {
        boolean binary = batch.value(1) instanceof Tensor;
        Checks.predictions("LogLoss", batch);
        for (int i = 0; i < batch.size(1); i++) {
            double p;
            if (binary) {
                double one = batch.data(0)[batch.offset(0) + i];
                p = batch.data(1)[batch.offset(1) + i] == 1 ? one : 1 - one;
            } else {
                p = batch.data(0)[batch.offset(0) + i * batch.dims(0)[1] + batch.ints(1)[i]];
            }
            sum -= StrictMath.log(Math.clamp(p, CLOSEST, 1 - CLOSEST));
        }
        total += batch.size(1);
    }

    /** The mean so far; NaN before the first sample. */
    public double value() {
        requireBetweenRuns("value");
        return total == 0 ? Double.NaN : sum / total;
    }

    @Override
    protected void clear() {
        sum = 0;
        total = 0;
    }

    @Override
    protected void include(LogLoss other) {
        sum += other.sum;
        total += other.total;
    }

    @Override
    public void state(State state) {
        sum = state.real("sum", sum);
        total = state.number("total", total);
    }
}

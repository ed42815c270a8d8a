package dev.lanewise.metrics;

import dev.lanewise.state.State;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Tensor;

/**
 * Mean squared distance of probabilities from what happened ({@index brier_score_loss}): {@code (p - t)^2} between two
 * classes, the same whether one probability is given or both; with more, the sum over classes, which is 2 at most.
 */
public final class BrierScore extends Metric<BrierScore> {
    private double sum;
    private long total;

    public BrierScore() {}

    /**
     * Adds a batch of probabilities {@code [N, C]} of two or more classes, and labels {@code [N]}.
     *
     * @throws IllegalArgumentException if one is null, for other shapes, for a label that is not a class, and for
     *     probabilities that are not within 0 and 1, or whose sum is not 1
     */
    public void add(Tensor probabilities, IntTensor labels) {
        Checks.distributions("BrierScore", probabilities, labels);
        observe(probabilities, labels);
    }

    /**
     * Adds a batch of probabilities of class 1, with targets of the same shape.
     *
     * @throws IllegalArgumentException if one is null, the shapes differ, a target is neither 0 nor 1, or a probability
     *     is not within 0 and 1
     */
    public void add(Tensor probabilities, Tensor targets) {
        Checks.sameShape("BrierScore", "probabilities", probabilities, "targets", targets);
        observe(probabilities, targets);
    }

    @Override
    protected void count(Operands batch) {
        boolean binary = batch.value(1) instanceof Tensor;
        Checks.predictions("BrierScore", batch);
        for (int i = 0; i < batch.size(1); i++) {
            sum += binary
                    ? square((double) batch.data(0)[batch.offset(0) + i] - batch.data(1)[batch.offset(1) + i])
                    : ofRow(batch, i);
        }
        total += batch.size(1);
    }

    private static double ofRow(Operands batch, int row) {
        int classes = batch.dims(0)[1];
        int from = batch.offset(0) + row * classes;
        double sum = 0;
        for (int c = 0; c < classes; c++) {
            sum += square(batch.data(0)[from + c] - (c == batch.ints(1)[row] ? 1.0 : 0));
        }
        return classes == 2 ? sum / 2 : sum;
    }

    private static double square(double x) {
        return x * x;
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
    protected void include(BrierScore other) {
        sum += other.sum;
        total += other.total;
    }

    @Override
    public void state(State state) {
        sum = state.real("sum", sum);
        total = state.number("total", total);
    }
}

package dev.lanewise.metrics;

import dev.lanewise.state.State;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/**
 * Errors of predicted numbers: mean squared and absolute ones, the largest, and the share of the variance that is
 * explained; of each output, and their mean. All are NaN before the first sample.
 *
 * <p>The variance of targets is updated with each sample by its distance from the mean so far, which does not cancel as
 * a difference of sums would. The last bits of sums after a merge may differ from those of all samples added to one.
 */
public final class RegressionErrors extends Metric<RegressionErrors> {
    /** What a target's magnitude is taken for at least where an error is divided by it, as in scikit-learn. */
    private static final double SMALLEST_DIVISOR = Math.ulp(1.0);

    private final int outputs;
    private final double[] squares;
    private final double[] absolutes;
    private final double[] shares;
    private final double[] largest;

    /** Mean of the targets, and the sum of their squared distances from it. */
    private final double[] means;

    private final double[] distances;
    private long total;

    /** For one output: all elements count alike. */
    public RegressionErrors() {
        this(1);
    }

    /**
     * For several outputs.
     *
     * @param outputs how many; batches are {@code [N, outputs]} if there is more than one
     * @throws IllegalArgumentException if there are none
     */
    public RegressionErrors(int outputs) {
        this.outputs = Checks.positive("RegressionErrors", outputs, "outputs");
        this.squares = new double[outputs];
        this.absolutes = new double[outputs];
        this.shares = new double[outputs];
        this.largest = new double[outputs];
        this.means = new double[outputs];
        this.distances = new double[outputs];
    }

    /**
     * Adds a batch of predictions and targets, both {@code [N, outputs]}; with one output, of any common shape.
     *
     * @throws IllegalArgumentException if one is null, for other shapes, and for a number that is not finite
     */
    public void add(Tensor predictions, Tensor targets) {
        Checks.sameShape("RegressionErrors", "predictions", predictions, "targets", targets);
        if (outputs > 1 && (predictions.rank() != 2 || predictions.dim(1) != outputs)) {
            throw new IllegalArgumentException(
                    "RegressionErrors: predictions " + predictions.shape() + ": expected [N, " + outputs + "]");
        }
        observe(predictions, targets);
    }

    @Override
    protected void count(Operands batch) {
        Checks.finite("RegressionErrors", "prediction", batch, 0);
        Checks.finite("RegressionErrors", "target", batch, 1);
        for (int i = 0; i < batch.size(0); i++) {
            int output = i % outputs;
            total += output == 0 ? 1 : 0;
            double target = batch.data(1)[batch.offset(1) + i];
            double error = Math.abs(batch.data(0)[batch.offset(0) + i] - target);
            squares[output] += error * error;
            absolutes[output] += error;
            shares[output] += error / Math.max(Math.abs(target), SMALLEST_DIVISOR);
            largest[output] = Math.max(largest[output], error);
            double distance = target - means[output];
            means[output] += distance / total;
            distances[output] += distance * (target - means[output]);
        }
    }

    /** Number of outputs. */
    public int outputs() {
        return outputs;
    }

    /** How many samples have been added. */
    public long total() {
        requireBetweenRuns("total");
        return total;
    }

    /** Mean squared error ({@index mean_squared_error}). */
    public double mse() {
        return mean(this::mse);
    }

    /** Mean squared error of an output. */
    public double mse(int output) {
        return perSample("mse", squares, output);
    }

    /** Root of the mean squared error; of several outputs the mean of theirs ({@index root_mean_squared_error}). */
    public double rmse() {
        return mean(this::rmse);
    }

    /** Root of the mean squared error of an output. */
    public double rmse(int output) {
        return Math.sqrt(perSample("rmse", squares, output));
    }

    /** Mean absolute error ({@index mean_absolute_error}). */
    public double mae() {
        return mean(this::mae);
    }

    /** Mean absolute error of an output. */
    public double mae(int output) {
        return perSample("mae", absolutes, output);
    }

    /**
     * Mean of errors as shares of their targets ({@index mean_absolute_percentage_error}), 1 being all of it. A target
     * of 0 counts as 2^-52, so that any error there gives an enormous number.
     */
    public double mape() {
        return mean(this::mape);
    }

    /** Mean of an output's errors as shares of their targets. */
    public double mape(int output) {
        return perSample("mape", shares, output);
    }

    /** The largest absolute error of all outputs ({@index max_error}). */
    public double maxError() {
        double max = maxError(0);
        for (int output = 1; output < outputs; output++) {
            max = Math.max(max, maxError(output));
        }
        return max;
    }

    /** The largest absolute error of an output. */
    public double maxError(int output) {
        requireBetweenRuns("maxError");
        return total == 0 ? ofNothing(output) : largest[requireOutput(output)];
    }

    /**
     * Share of the targets' variance that is explained ({@index r2_score}), of several outputs the mean of theirs: 1 is
     * perfect, and 0 as good as always predicting the mean. NaN for less than two samples.
     */
    public double r2() {
        return mean(this::r2);
    }

    /** Share of the variance that is explained of an output; of equal targets 1 if all are met, and 0 if not. */
    public double r2(int output) {
        requireBetweenRuns("r2");
        requireOutput(output);
        if (total < 2) {
            return Double.NaN;
        }
        if (distances[output] == 0) {
            return squares[output] == 0 ? 1 : 0;
        }
        return 1 - squares[output] / distances[output];
    }

    private double perSample(String method, double[] sums, int output) {
        requireBetweenRuns(method);
        return total == 0 ? ofNothing(output) : sums[requireOutput(output)] / total;
    }

    private double ofNothing(int output) {
        requireOutput(output);
        return Double.NaN;
    }

    private int requireOutput(int output) {
        if (output < 0 || output >= outputs) {
            throw new IndexOutOfBoundsException(
                    "RegressionErrors: " + output + " is not one of " + outputs + " outputs");
        }
        return output;
    }

    private double mean(IntToDoubleFunction number) {
        double sum = 0;
        for (int output = 0; output < outputs; output++) {
            sum += number.applyAsDouble(output);
        }
        return sum / outputs;
    }

    @Override
    protected String settings() {
        return "outputs=" + outputs;
    }

    @Override
    protected String summary() {
        return "total=" + total + ", mse=" + mse() + ", r2=" + r2();
    }

    @Override
    protected void clear() {
        for (double[] numbers : new double[][] {squares, absolutes, shares, largest, means, distances}) {
            Arrays.fill(numbers, 0);
        }
        total = 0;
    }

    @Override
    protected void include(RegressionErrors other) {
        requireSame("outputs", outputs, other.outputs);
        if (other.total == 0) {
            return;
        }
        double both = (double) total + other.total;
        for (int output = 0; output < outputs; output++) {
            squares[output] += other.squares[output];
            absolutes[output] += other.absolutes[output];
            shares[output] += other.shares[output];
            largest[output] = Math.max(largest[output], other.largest[output]);
            double apart = other.means[output] - means[output];
            means[output] += apart * (other.total / both);
            distances[output] += other.distances[output] + apart * apart * (total * (other.total / both));
        }
        total += other.total;
    }

    @Override
    public void state(State state) {
        state.setting("outputs", outputs);
        total = state.number("total", total);
        Checks.keep("RegressionErrors", state, "squares", squares);
        Checks.keep("RegressionErrors", state, "absolutes", absolutes);
        Checks.keep("RegressionErrors", state, "shares", shares);
        Checks.keep("RegressionErrors", state, "largest", largest);
        Checks.keep("RegressionErrors", state, "means", means);
        Checks.keep("RegressionErrors", state, "distances", distances);
    }
}

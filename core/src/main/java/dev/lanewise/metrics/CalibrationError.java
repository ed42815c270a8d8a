package dev.lanewise.metrics;

import dev.lanewise.state.State;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;

/**
 * How far confidence is from accuracy: predictions are divided among bins of equal width by their probability, and in
 * each the mean probability is compared with how often it came true. A bin has its upper end, and the first 0 as well.
 * With several classes it is the probability of the predicted one, the first of equals; between two classes from one
 * probability it is that of class 1, as in {@index calibration_curve}.
 */
public final class CalibrationError extends Metric<CalibrationError> {
    private static final int MOST_BINS = 1 << 20;

    private final int bins;
    private final double[] confidence;
    private final long[] right;
    private final long[] counts;

    /** 15 bins, the usual number. */
    public CalibrationError() {
        this(15);
    }

    /**
     * A metric without samples.
     *
     * @throws IllegalArgumentException if the number of bins is less than 1 or more than 2^20
     */
    public CalibrationError(int bins) {
        this.bins = Checks.positive("CalibrationError", bins, "bins");
        if (bins > MOST_BINS) {
            throw new IllegalArgumentException("CalibrationError: " + bins + " bins are more than " + MOST_BINS);
        }
        this.confidence = new double[bins];
        this.right = new long[bins];
        this.counts = new long[bins];
    }

    /**
     * Adds a batch of probabilities of two or more classes, and labels. <b>Shape</b>: {@code [N, C], [N]}, or {@code
     * [C], []}, or, with a label for each place, {@code [N, C, d...], [N, d...]}.
     *
     * @throws IllegalArgumentException if one is null, for other shapes, for a label that is not a class, and for
     *     probabilities that are not within 0 and 1, or whose sum is not 1
     */
    public void add(Tensor probabilities, IntTensor labels) {
        Checks.distributions("CalibrationError", probabilities, labels);
        observe(probabilities, labels);
    }

    /**
     * Adds a batch of probabilities of class 1, with targets of the same shape.
     *
     * @throws IllegalArgumentException if one is null, the shapes differ, a target is neither 0 nor 1, or a probability
     *     is not within 0 and 1
     */
    public void add(Tensor probabilities, Tensor targets) {
        Checks.sameShape("CalibrationError", "probabilities", probabilities, "targets", targets);
        observe(probabilities, targets);
    }

    @Override
    protected void count(Operands batch) {
        Checks.predictions("CalibrationError", batch);
        if (batch.value(1) instanceof Tensor) {
            for (int i = 0; i < batch.size(1); i++) {
                count(batch.data(0)[batch.offset(0) + i], Checks.isOne(batch, 1, i));
            }
            return;
        }
        ClassAxis axis = ClassAxis.of(batch.shape(0));
        for (int i = 0; i < batch.size(1); i++) {
            int first = batch.offset(0) + axis.first(i);
            int predicted = largest(batch.data(0), first, axis);
            count(batch.data(0)[first + predicted * axis.step()], predicted == batch.ints(1)[i]);
        }
    }

    private static int largest(float[] probabilities, int first, ClassAxis axis) {
        int largest = 0;
        for (int c = 1; c < axis.classes(); c++) {
            boolean larger = probabilities[first + c * axis.step()] > probabilities[first + largest * axis.step()];
            largest = larger ? c : largest;
        }
        return largest;
    }

    private void count(double p, boolean cameTrue) {
        int bin = Math.max(0, (int) Math.ceil(p * bins) - 1); // exact: 24 bits times 20
        confidence[bin] += p;
        right[bin] += cameTrue ? 1 : 0;
        counts[bin]++;
    }

    /** Number of bins. */
    public int bins() {
        return bins;
    }

    /** How many samples have been added. */
    public long total() {
        requireBetweenRuns("total");
        return ClassScores.sum(counts);
    }

    /** How many samples a bin has. */
    public long count(int bin) {
        requireBetweenRuns("count");
        return counts[requireBin(bin)];
    }

    /** The mean probability in a bin; NaN if it is empty. */
    public double confidence(int bin) {
        requireBetweenRuns("confidence");
        return counts[requireBin(bin)] == 0 ? Double.NaN : confidence[bin] / counts[bin];
    }

    /** How often predictions in a bin came true, as a share; NaN if it is empty. */
    public double accuracy(int bin) {
        requireBetweenRuns("accuracy");
        return ClassScores.ratio(right[requireBin(bin)], counts[bin]);
    }

    private int requireBin(int bin) {
        if (bin < 0 || bin >= bins) {
            throw new IndexOutOfBoundsException("CalibrationError: " + bin + " is not one of " + bins + " bins");
        }
        return bin;
    }

    /** The mean over samples of the difference between confidence and accuracy in their bins; NaN without samples. */
    public double expected() {
        requireBetweenRuns("expected");
        double sum = 0;
        for (int bin = 0; bin < bins; bin++) {
            sum += Math.abs(confidence[bin] - right[bin]);
        }
        return total() == 0 ? Double.NaN : sum / total();
    }

    /** The largest difference between confidence and accuracy of a bin; NaN without samples. */
    public double maximum() {
        requireBetweenRuns("maximum");
        double maximum = Double.NaN;
        for (int bin = 0; bin < bins; bin++) {
            if (counts[bin] > 0) {
                double difference = Math.abs(confidence[bin] - right[bin]) / counts[bin];
                maximum = maximum >= difference ? maximum : difference;
            }
        }
        return maximum;
    }

    @Override
    protected String settings() {
        return "bins=" + bins;
    }

    @Override
    protected String summary() {
        return "total=" + total() + ", expected=" + expected();
    }

    @Override
    protected void clear() {
        Arrays.fill(confidence, 0);
        Arrays.fill(right, 0);
        Arrays.fill(counts, 0);
    }

    @Override
    protected void include(CalibrationError other) {
        requireSame("bins", bins, other.bins);
        Arrays.setAll(confidence, bin -> confidence[bin] + other.confidence[bin]);
        Arrays.setAll(right, bin -> right[bin] + other.right[bin]);
        Arrays.setAll(counts, bin -> counts[bin] + other.counts[bin]);
    }

    @Override
    public void state(State state) {
        state.setting("bins", bins);
        Checks.keep("CalibrationError", state, "confidence", confidence);
        Checks.keep("CalibrationError", state, "right", right);
        Checks.keep("CalibrationError", state, "counts", counts);
    }
}

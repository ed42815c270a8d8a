package dev.lanewise.metrics;

import dev.lanewise.state.State;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The exponential of the mean negative log probability of the labels, {@code e^(mean loss)}: among how many equally
 * likely classes, or tokens, the model seems to choose.
 */
public final class Perplexity extends Metric<Perplexity> {
    private final @Nullable Integer ignored;
    private double sum;
    private long total;

    /** Counts every label. */
    public Perplexity() {
        this.ignored = null;
    }

    /**
     * Leaves out a label.
     *
     * @param ignored the label of what is not counted, such as padding; it need not be a class
     */
    public Perplexity(int ignored) {
        this.ignored = ignored;
    }

    /**
     * Adds a batch of logits {@code [..., C]} and labels {@code [...]}.
     *
     * @throws IllegalArgumentException if one is null, for other shapes, for a label that is neither a class nor
     *     ignored, and for a loss that is NaN
     */
    public void add(Tensor logits, IntTensor labels) {
        Checks.nonNull("Perplexity", "logits", logits);
        Checks.nonNull("Perplexity", "labels", labels);
        int rank = logits.rank();
        if (rank == 0 || logits.dim(-1) == 0
                || !labels.shape().equals(Shape.of(Arrays.copyOf(logits.shape().dims(), rank - 1)))) {
            throw new IllegalArgumentException("Perplexity: logits " + logits.shape() + " and labels " + labels.shape()
                    + ": expected [..., C] and [...] with a class or more");
        }
        observe(logits.detach().logSoftmax(-1), labels);
    }

    /**
     * Adds a batch of losses, natural logarithms one a label, as {@code Losses.crossEntropy} gives them with {@code
     * Reduction.NONE}. All are counted.
     *
     * @throws IllegalArgumentException if it is null, or for a loss that is NaN
     */
    public void addLosses(Tensor losses) {
        Checks.nonNull("Perplexity", "losses", losses);
        observe(losses);
    }

    @Override
    protected void count(Operands batch) {
        double batchSum = sum;
        long counted = total;
        float[] data = batch.data(0);
        if (batch.count() == 1) {
            Checks.numbers("Perplexity", "loss", batch, 0);
            for (int i = 0; i < batch.size(0); i++) {
                batchSum += data[batch.offset(0) + i];
                counted++;
            }
        } else {
            int classes = batch.dims(0)[batch.dims(0).length - 1];
            for (int i = 0; i < batch.size(1); i++) {
                int label = batch.ints(1)[i];
                if (ignored == null || label != ignored) {
                    Checks.oneOf("Perplexity", "label", batch, 1, i, classes);
                    batchSum += loss(data[batch.offset(0) + i * classes + label], batch, i);
                    counted++;
                }
            }
        }
        sum = batchSum;
        total = counted;
    }

    private static double loss(float logProbability, Operands batch, int i) {
        if (Float.isNaN(logProbability)) {
            throw new IllegalArgumentException("Perplexity: loss" + Checks.place(batch, 1, i) + " is NaN");
        }
        return -(double) logProbability;
    }

    /** How many labels were counted. */
    public long total() {
        requireBetweenRuns("total");
        return total;
    }

    /** The mean loss so far, the logarithm of {@link #value}; NaN before the first label. */
    public double meanLoss() {
        requireBetweenRuns("meanLoss");
        return total == 0 ? Double.NaN : sum / total;
    }

    /** The perplexity so far; NaN before the first label. */
    public double value() {
        return StrictMath.exp(meanLoss());
    }

    @Override
    protected String settings() {
        return "ignored=" + setting();
    }

    @Override
    protected String summary() {
        return "total=" + total + ", value=" + value();
    }

    @Override
    protected void clear() {
        sum = 0;
        total = 0;
    }

    @Override
    protected void include(Perplexity other) {
        requireSame("ignored label", setting(), other.setting());
        sum += other.sum;
        total += other.total;
    }

    private String setting() {
        return ignored == null ? "none" : ignored.toString();
    }

    @Override
    public void state(State state) {
        state.setting("ignored", setting());
        sum = state.real("sum", sum);
        total = state.number("total", total);
    }
}

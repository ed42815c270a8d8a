package dev.lanewise.metrics;

import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Operands;
import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Required;

/**
 * A measure over any number of batches, added by a method of its own, eagerly or within a captured computation, whose
 * replays repeat it. A batch that is refused counts nothing.
 *
 * {@snippet :
 * Accuracy accuracy = new Accuracy();
 * TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(batch -> {
 *     Tensor logits = model.forward(batch.inputs());
 *     accuracy.add(logits, batch.targets());
 *     Tensor loss = Losses.crossEntropy(logits, batch.targets());
 *     loss.backward();
 *     optimizer.step();
 *     return loss;
 * });
 * }
 *
 * <p>Counts are {@code long}, and sums {@code double}, in the order in which samples were added: the same bits however
 * they are divided into batches. A metric is for one thread at a time; several threads have one each and merge them,
 * which keeps counts exact and adds sums to sums, so that these may differ in the last bits from those of one metric.
 * What was counted is read, merged and reset between the runs of a captured computation, not within it.
 *
 * <p>A metric of your own checks shapes where a batch is added, hands it to {@link #observe}, and then checks its
 * values and counts them in {@link #count}.
 *
 * @param <M> the metric itself, which others of its class are merged into
 */
public abstract class Metric<M extends Metric<M>> implements Stateful {
    protected Metric() {}

    /** Has {@link #count} called with these values, now and in each replay. */
    protected final void observe(Value... batch) {
        new MetricOp.Observe(new MetricOp.Target(this)).apply(batch);
    }

    /**
     * Counts a batch. All values are checked before anything is counted.
     *
     * @throws IllegalArgumentException naming the first value that is refused
     */
    protected abstract void count(Operands batch);

    /** Forgets all samples. */
    protected abstract void clear();

    /**
     * Adds what another has counted, which stays as it is.
     *
     * @throws IllegalArgumentException if its settings differ; nothing is changed then
     */
    protected abstract void include(M other);

    /**
     * Starts afresh.
     *
     * @throws IllegalStateException within a computation that is being captured
     */
    public final void reset() {
        requireBetweenRuns("reset");
        clear();
    }

    /**
     * Adds the samples that another has counted, which stays as it is: those of another thread, or of another part of
     * the data.
     *
     * @throws IllegalArgumentException if it is null or this one, or its settings differ
     * @throws IllegalStateException within a computation that is being captured
     */
    public final void merge(M other) {
        Required.nonNull(name() + ": the metric to merge", other);
        if (other == this) {
            throw new IllegalArgumentException(name() + ": merged with itself, it would count its samples twice");
        }
        requireBetweenRuns("merge");
        include(other);
    }

    /** Settings for {@link #toString}, such as {@code k=2}; a metric of your own may have some as well. */
    protected String settings() {
        return "";
    }

    /** What was counted, for {@link #toString}, such as {@code total=40, value=0.75}; as {@link #settings}. */
    protected String summary() {
        return "";
    }

    /**
     * The name with settings and numbers, such as {@code TopKAccuracy(k=2, total=40, value=0.75)}; without the numbers
     * within a computation that is being captured.
     */
    @Override
    public String toString() {
        String numbers = Recorder.isListening() ? "" : summary();
        String between = settings().isEmpty() || numbers.isEmpty() ? "" : ", ";
        return name() + "(" + settings() + between + numbers + ")";
    }

    /** The name in messages. */
    protected final String name() {
        String name = getClass().getSimpleName();
        return name.isEmpty() ? "Metric" : name; // an anonymous class
    }

    /**
     * Refuses what would happen once, and not in each replay; methods that read what was counted begin with it.
     *
     * @param method the method that is called
     * @throws IllegalStateException within a computation that is being captured
     */
    protected final void requireBetweenRuns(String method) {
        Recorder.refuseWithin(name() + "." + method
                + " is called in the middle of the captured computation; call it between runs");
    }

    /** Requires a setting of the other in a merge to be this one's. */
    protected final void requireSame(String setting, Object own, Object others) {
        if (!own.equals(others)) {
            throw new IllegalArgumentException(
                    name() + ": merged with one of other settings: " + setting + " " + others + ", not " + own);
        }
    }
}

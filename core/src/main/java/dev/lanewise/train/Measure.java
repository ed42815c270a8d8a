package dev.lanewise.train;

import dev.lanewise.data.Batch;
import dev.lanewise.metrics.Accuracy;
import dev.lanewise.metrics.Metric;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * A metric that a {@link Trainer} counts, over the batches of an epoch and over those of a validation.
 *
 * {@snippet :
 * Measure<Tensor, Batch<Tensor, IntTensor>> f1 = Measure.of("f1", () -> new ConfusionMatrix(10),
 *         (matrix, logits, batch) -> matrix.add(logits, batch.targets()), matrix -> matrix.f1(Averaging.MACRO));
 * }
 *
 * @param <O> what the model makes of a batch
 * @param <B> a batch
 */
public final class Measure<O, B> {
    private final String name;
    private final Supplier<? extends Counter<O, B>> counters;

    private Measure(String name, Supplier<? extends Counter<O, B>> counters) {
        this.name = name;
        this.counters = counters;
    }

    /** How a metric is given a batch. */
    @FunctionalInterface
    public interface Adding<M, O, B> {
        /** Adds a batch and what the model has made of it. */
        void add(M metric, O outputs, B batch);
    }

    /**
     * Any metric.
     *
     * @param name under which the result is reported, such as {@code accuracy}
     * @param metric makes a new one, twice: for training and for validation
     * @param add gives it a batch
     * @param value reads its result
     * @throws IllegalArgumentException if one is null, or the name is blank or holds a line break or {@code =}
     */
    public static <M extends Metric<M>, O, B> Measure<O, B> of(
            String name, Supplier<M> metric, Adding<M, O, B> add, ToDoubleFunction<M> value) {
        History.requireName("Measure", name);
        Required.nonNull("Measure: the supplier of metrics", metric);
        Required.nonNull("Measure: the function that adds a batch", add);
        Required.nonNull("Measure: the function that reads the result", value);
        return new Measure<>(name, () -> new Counter<>(
                Objects.requireNonNull(metric.get(), "the metric " + name), add, value));
    }

    /** The share of samples whose largest logit is that of their label: {@code accuracy}. */
    public static Measure<Tensor, Batch<Tensor, IntTensor>> accuracy() {
        return of("accuracy", Accuracy::new, (accuracy, logits, batch) -> accuracy.add(logits, batch.targets()),
                Accuracy::value);
    }

    /** The name of the result. */
    public String name() {
        return name;
    }

    Counter<O, B> counter() {
        return counters.get();
    }

    /** One metric in use. */
    static final class Counter<O, B> {
        private final Metric<?> metric;
        private final BiConsumer<O, B> add;
        private final DoubleSupplier value;

        <M extends Metric<M>> Counter(M metric, Adding<M, O, B> add, ToDoubleFunction<M> value) {
            this.metric = metric;
            this.add = (outputs, batch) -> add.add(metric, outputs, batch);
            this.value = () -> value.applyAsDouble(metric);
        }

        void add(O outputs, B batch) {
            add.accept(outputs, batch);
        }

        double value() {
            return value.getAsDouble();
        }

        Metric<?> metric() {
            return metric;
        }
    }

    @Override
    public String toString() {
        return "Measure(" + name + ")";
    }
}

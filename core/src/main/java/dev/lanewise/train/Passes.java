package dev.lanewise.train;

import dev.lanewise.data.Batched;
import dev.lanewise.data.DataLoader;
import dev.lanewise.nn.EvalMode;
import dev.lanewise.nn.Summary;
import dev.lanewise.optim.WeightAverage;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Tensor;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** The passes over batches: one that learns, which can be interrupted and continued, and one that evaluates. */
final class Passes<B extends Batched<B>, O> implements Stateful {
    private final Setup<B, O> setup;
    private final List<Measure.Counter<O, B>> training;
    private final List<Measure.Counter<O, B>> evaluation;
    private final Learner<B> learner;
    private final @Nullable TrainStep<B> evaluate;
    private @Nullable Iterator<B> pass;

    /** The last batch that was learned from. */
    private @Nullable B last;

    Passes(Setup<B, O> setup) {
        this.setup = setup;
        this.training = setup.counters();
        this.evaluation = setup.counters();
        Function<B, Map<String, Tensor>> own = setup.ownStep();
        Function<B, Map<String, Tensor>> values;
        if (own == null) {
            Objective<B, O> objective = setup.objective("fit");
            values = batch -> objective.of(batch, training);
            evaluate = setup.captured(batch -> objective.of(batch, evaluation));
        } else {
            values = batch -> {
                Map<String, Tensor> given = own.apply(batch);
                if (given == null) { // a user's step need not be null-checked
                    throw new IllegalArgumentException("Trainer: the step returned null, not its values by name");
                }
                given.forEach((name, value) -> {
                    Setup.requireName("Trainer", name);
                    Objective.scalar(name, value);
                });
                setup.update();
                return given;
            };
            evaluate = null;
        }
        this.learner = new Learner<>(setup, values);
    }

    Learner<B> learner() {
        return learner;
    }

    /** As {@link Learner#learn}. */
    Map<String, Float> learn(B batch, int group, boolean end, boolean watch) {
        last = batch;
        return learner.learn(batch, group, end, watch);
    }

    /** What the blocks give for the last batch. */
    Optional<Summary> summary() {
        B batch = last;
        return batch == null || setup.ownStep() != null
                ? Optional.empty()
                : Optional.of(Summary.of(setup.model(), () -> setup.objective("summary").forward().apply(batch)));
    }

    /**
     * The pass in progress, or a new one.
     *
     * @param seen samples that the epoch in progress has learned from
     */
    Iterator<B> pass(DataLoader<B> loader, long seen) {
        Iterator<B> now = pass;
        if (now == null) {
            // It may be over already, where the validation failed after it.
            now = seen > 0 && loader.position() == 0 ? Collections.emptyIterator() : loader.iterator();
            pass = now;
        }
        return now;
    }

    /** The measures of the epoch in progress. */
    Map<String, Double> training() {
        return read(training);
    }

    private Map<String, Double> read(List<Measure.Counter<O, B>> counters) {
        Map<String, Double> values = new LinkedHashMap<>();
        List<String> names = setup.measureNames();
        for (int i = 0; i < names.size(); i++) {
            values.put(names.get(i), counters.get(i).value());
        }
        return values;
    }

    /** Forgets the epoch in progress. */
    void reset() {
        training.forEach(counter -> counter.metric().reset());
        pass = null;
    }

    /**
     * Losses and measures over batches, with averages of weights swapped in if there are any.
     *
     * @param measured is told after each batch how many have been measured
     */
    Map<String, Double> validate(Iterable<B> batches, IntConsumer measured) {
        WeightAverage average = setup.average();
        if (average == null) {
            return evaluate(batches, measured);
        }
        try (WeightAverage.Swap _ = average.swapped()) {
            return evaluate(batches, measured);
        }
    }

    /** As {@link #validate} with the weights as they are. */
    Map<String, Double> evaluate(Iterable<B> batches, IntConsumer measured) {
        TrainStep<B> step = evaluate;
        if (step == null) {
            throw new IllegalStateException("Trainer: a step of your own cannot be evaluated; fit without a validation"
                    + ", and evaluate in a callback");
        }
        evaluation.forEach(counter -> counter.metric().reset());
        Means means = new Means();
        int done = 0;
        for (B batch : batches) { // made outside the scope, as those that are made ahead on other threads
            try (EvalMode.Scope _ = EvalMode.scope(); GradMode.Scope _ = GradMode.noGrad()) {
                TrainStep.Outputs outputs = step.runNamed(batch);
                outputs.names().forEach(name -> means.add(name, outputs.tensor(name).item(), batch.size()));
            }
            means.counted(batch.size());
            measured.accept(++done);
        }
        if (means.samples() == 0) {
            throw new IllegalArgumentException("evaluate: there are no batches");
        }
        Map<String, Double> results = new LinkedHashMap<>(means.values());
        results.putAll(read(evaluation));
        return results;
    }

    @Override
    public void state(State state) {
        for (int i = 0; i < training.size(); i++) {
            state.part(Integer.toString(i), training.get(i).metric());
        }
    }

    @Override
    public void restored() {
        pass = null; // the loader's iterator continues the pass that was loaded
    }
}

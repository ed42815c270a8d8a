package dev.lanewise.train;

import dev.lanewise.data.Batched;
import dev.lanewise.inference.Inference;
import dev.lanewise.nn.Block;
import dev.lanewise.optim.Gradients;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.WeightAverage;
import dev.lanewise.program.Backend;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How a trainer is set up, checked where it is said. Its state is what learning changes, besides the loader's. */
final class Setup<B, O> implements Stateful {
    private final Block model;
    private final @Nullable Objective<B, O> objective;
    private final @Nullable Function<B, Map<String, Tensor>> ownStep;
    private final @Nullable Optimizer optimizer;
    private final List<Measure<O, B>> measures = new ArrayList<>();
    private final List<Runnable> beforeStep = new ArrayList<>();
    private final List<Frozen> frozen = new ArrayList<>();
    private final Map<String, Stateful> parts = new LinkedHashMap<>();
    private final Set<String> names = new HashSet<>(Set.of(Objective.LOSS));
    private @Nullable WeightAverage average;
    private int accumulate = 1;
    private boolean eager;
    private @Nullable Backend device;
    private long maxSteps = Long.MAX_VALUE;
    private double maxSeconds = Double.POSITIVE_INFINITY;

    /** What files of results call their own columns. */
    private static final Set<String> RESERVED = Set.of("epoch", "steps");

    /** A part of the model that does not learn in the first epochs. */
    private record Frozen(Block part, int epochs) {}

    /** A trainer with an objective and the optimizer for it, or with a step of one's own. */
    Setup(
            Block model, @Nullable Objective<B, O> objective, @Nullable Function<B, Map<String, Tensor>> ownStep,
            @Nullable Optimizer optimizer) {
        this.model = Required.nonNull("Trainer: the model", model);
        this.objective = objective;
        this.ownStep = ownStep;
        this.optimizer = optimizer;
    }

    void measure(Measure<O, B> measure) {
        objective("measure");
        claim("measure", Required.nonNull("measure: the measure", measure).name());
        measures.add(measure);
    }

    void auxiliary(String name, double weight, BiFunction<O, B, Tensor> loss) {
        requireName("auxiliaryLoss", name);
        if (!Double.isFinite(weight)) {
            throw new IllegalArgumentException("auxiliaryLoss: the weight " + weight + " of " + name);
        }
        Required.nonNull("auxiliaryLoss: the loss", loss);
        Objective<B, O> to = objective("auxiliaryLoss");
        claim("auxiliaryLoss", name);
        to.add(name, weight, loss);
    }

    private void claim(String setting, String name) {
        requireName(setting, name);
        if (!names.add(name)) {
            throw taken(setting, name);
        }
    }

    /** Requires a name of a result to be one that files can hold, beside their own. */
    static void requireName(String owner, String name) {
        History.requireName(owner, name);
        if (name.startsWith(History.VALIDATION) || RESERVED.contains(name)) {
            throw taken(owner, name);
        }
    }

    private static IllegalArgumentException taken(String owner, String name) {
        return new IllegalArgumentException(owner + ": the name " + name + " is taken");
    }

    void clipNorm(double maxNorm) {
        Optimizer trained = requireOptimizer("clipNorm");
        beforeStep.add(() -> Gradients.clipNorm(trained.parameters(), maxNorm));
    }

    void clipValue(double limit) {
        Optimizer trained = requireOptimizer("clipValue");
        beforeStep.add(() -> Gradients.clipValue(trained.parameters(), limit));
    }

    void accumulate(int batches) {
        requireOptimizer("accumulate");
        if (batches < 1) {
            throw new IllegalArgumentException("accumulate: " + batches + " batches for a step");
        }
        accumulate = batches;
    }

    void average(WeightAverage weights) {
        average = Required.nonNull("average: the average", weights);
    }

    void freeze(Block part, int epochs) {
        if (epochs < 0) {
            throw new IllegalArgumentException("freeze: " + epochs + " epochs");
        }
        frozen.add(new Frozen(Required.nonNull("freeze: the part", part), epochs));
    }

    void part(String name, Stateful part) {
        Required.nonNull("with: the name", name);
        if (parts.putIfAbsent(name, Required.nonNull("with: the part", part)) != null) {
            throw new IllegalArgumentException("with: there is a part called " + name + " already");
        }
    }

    void maxSteps(long steps) {
        if (steps < 1) {
            throw new IllegalArgumentException("maxSteps: " + steps);
        }
        maxSteps = steps;
    }

    void maxTime(Duration time) {
        Required.nonNull("maxTime: the duration", time);
        if (time.isNegative() || time.isZero()) {
            throw new IllegalArgumentException("maxTime: " + time + " is not positive");
        }
        maxSeconds = TimeUnit.NANOSECONDS.convert(time) * 1e-9; // at most 292 years
    }

    void eager() {
        eager = true;
        requireCaptured("eager");
    }

    void on(Backend backend) {
        device = Required.nonNull("on: the device", backend);
        requireCaptured("on");
    }

    /** A device replays what was captured. */
    private void requireCaptured(String setting) {
        if (eager && device != null) {
            throw new IllegalStateException(setting + ": eager steps are the CPU's, and there is a device to run them");
        }
    }

    /** A captured step, on the device if there is one. */
    <S extends Batched<S>> TrainStep<S> captured(Function<S, Map<String, Tensor>> computation) {
        TrainStep<S> step = TrainStep.captureNamed(computation::apply);
        return device == null ? step : step.on(device);
    }

    /** The use of the model, likewise. */
    Inference<B, O> inference() {
        Inference<B, O> use = Inference.of(objective("predict").forward());
        return device == null ? use : use.on(device);
    }

    Block model() {
        return model;
    }

    @Nullable
    Optimizer optimizer() {
        return optimizer;
    }

    private Optimizer requireOptimizer(String setting) {
        if (optimizer == null) {
            throw ownStep(setting);
        }
        return optimizer;
    }

    Objective<B, O> objective(String setting) {
        if (objective == null) {
            throw ownStep(setting);
        }
        return objective;
    }

    private static IllegalStateException ownStep(String setting) {
        return new IllegalStateException(setting + ": the trainer has a step of your own, which does this itself");
    }

    @Nullable
    Function<B, Map<String, Tensor>> ownStep() {
        return ownStep;
    }

    List<Measure.Counter<O, B>> counters() {
        return measures.stream().map(Measure::counter).toList();
    }

    List<String> measureNames() {
        return measures.stream().map(Measure::name).toList();
    }

    /** The names of all losses and measures; none where a step of one's own gives them. */
    List<String> resultNames() {
        List<String> all = new ArrayList<>();
        if (objective != null) {
            all.addAll(objective.names());
            all.addAll(measureNames());
        }
        return all;
    }

    /** What follows a backward pass. */
    void update() {
        if (optimizer != null) {
            beforeStep.forEach(Runnable::run);
            optimizer.step();
        }
        if (average != null) {
            average.update();
        }
    }

    /** Freezes, or thaws, what is to be frozen in an epoch, from 0. */
    void beginEpoch(int epoch) {
        for (Frozen each : frozen) {
            if (epoch < each.epochs()) {
                each.part().freeze();
            } else if (epoch == each.epochs()) {
                each.part().unfreeze();
            }
        }
    }

    int accumulate() {
        return accumulate;
    }

    boolean isEager() {
        return eager;
    }

    @Nullable
    WeightAverage average() {
        return average;
    }

    /** Why there is to be no further step; null if there may be. */
    @Nullable
    String exhausted(long steps, double seconds) {
        if (steps >= maxSteps) {
            return "the limit of " + maxSteps + " steps is reached";
        }
        return seconds >= maxSeconds ? "the limit of " + maxSeconds + " s is reached" : null;
    }

    @Override
    public void state(State state) {
        state.part("model", model);
        if (optimizer != null) {
            state.part("optimizer", optimizer);
        }
        if (average != null) {
            state.part("average", average);
        }
        state.setting("accumulate", accumulate);
        parts.forEach(state::part);
    }
}

package dev.lanewise.train;

import dev.lanewise.data.Batch;
import dev.lanewise.data.Batched;
import dev.lanewise.data.DataLoader;
import dev.lanewise.inference.Inference;
import dev.lanewise.io.Checkpoint;
import dev.lanewise.nn.Block;
import dev.lanewise.nn.Layer;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.WeightAverage;
import dev.lanewise.program.Backend;
import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The training loop: epochs of steps, each followed by a validation, with callbacks between.
 *
 * {@snippet :
 * Path file = Path.of("run.safetensors");
 * Trainer<Batch<Tensor, IntTensor>, Tensor> trainer = Trainer.of(model, optimizer, Losses::crossEntropy);
 * trainer.measure(Measure.accuracy())
 *         .clipNorm(1)
 *         .with(new EarlyStopping("validation.loss").patience(3), new Checkpoints(file))
 *         .resume(file);
 * History history = trainer.fit(training, validation, 20);
 * }
 *
 * <p>The same loop is a few lines by hand ({@link TrainStep}), and has the same bits: a batch is learned from by
 * forward pass, loss, backward pass, clipping, and a step of the optimizer, captured on its first run and replayed from
 * then on. What the trainer adds is what everyone gets wrong once: means over batches of different sizes, measures of
 * training and validation kept apart, evaluation mode, the best weights restored whatever ended the run, and a state
 * that is whole: a training that was interrupted anywhere and resumed has the bits of one that never stopped.
 *
 * <p>A loss that becomes NaN or infinite ends the fit before it spoils the parameters, with an
 * {@link ArithmeticException} that names the layer and the op where it was born.
 *
 * <p>A trainer is for one thread at a time.
 *
 * @param <B> a batch
 * @param <O> what the model makes of it
 */
public final class Trainer<B extends Batched<B>, O> implements Stateful {
    private final Setup<B, O> setup;
    private final List<Callback> callbacks = new ArrayList<>();
    private final Ledger ledger = new Ledger();

    private @Nullable DataLoader<B> loader;
    private @Nullable Path resume;

    /** Whether state has been loaded that no fit has gone on from yet. */
    private boolean loaded;

    private @Nullable Fit current;
    private @Nullable Passes<B, O> passes;
    private @Nullable Inference<B, O> inference;

    private Trainer(Setup<B, O> setup) {
        this.setup = setup;
    }

    /**
     * Trains a layer to make of inputs what the targets of their batches are. Where calls are chained to it, Java wants
     * to know the kind of targets: {@code Trainer.<IntTensor>of(model, optimizer, Losses::crossEntropy).clipNorm(1)}.
     *
     * @param loss takes outputs and targets and gives one number, such as {@code Losses::crossEntropy}
     * @throws IllegalArgumentException if one is null
     */
    public static <Y extends Value> Trainer<Batch<Tensor, Y>, Tensor> of(
            Layer model, Optimizer optimizer, BiFunction<Tensor, Y, Tensor> loss) {
        Required.nonNull("Trainer: the model", model);
        Required.nonNull("Trainer: the loss", loss);
        return of(model, optimizer, batch -> model.forward(batch.inputs()),
                (outputs, batch) -> loss.apply(outputs, batch.targets()));
    }

    /**
     * Trains a model of any kind on batches of any kind.
     *
     * @param forward what the model makes of a batch
     * @param loss takes that and the batch and gives one number
     * @throws IllegalArgumentException if one is null
     */
    public static <B extends Batched<B>, O> Trainer<B, O> of(
            Block model, Optimizer optimizer, Function<B, O> forward, BiFunction<O, B, Tensor> loss) {
        Required.nonNull("Trainer: the optimizer", optimizer);
        return new Trainer<>(new Setup<>(model, new Objective<>(forward, loss), null, optimizer));
    }

    /**
     * Trains by a step of one's own, for what has several optimizers, such as a generative adversarial network: it
     * computes losses, has them go backward and takes optimizer steps itself. It is captured, so the rules of
     * {@link TrainStep} hold. The optimizers are given with {@link #with(String, Stateful)}.
     *
     * @param step gives single numbers by name, to be reported
     * @throws IllegalArgumentException if one is null
     */
    public static <B extends Batched<B>> Trainer<B, Map<String, Tensor>> ofSteps(
            Block model, Function<B, Map<String, Tensor>> step) {
        return new Trainer<>(new Setup<>(model, null, Required.nonNull("Trainer: the step", step), null));
    }

    /** Has a measure counted in training and validation. */
    public Trainer<B, O> measure(Measure<O, B> measure) {
        requireNew("measure");
        setup.measure(measure);
        return this;
    }

    /**
     * Adds a loss to be made smaller with the first, and reported under its own name.
     *
     * @param weight it is multiplied by this in the sum, which is reported as {@code loss}
     */
    public Trainer<B, O> auxiliaryLoss(String name, double weight, BiFunction<O, B, Tensor> loss) {
        requireNew("auxiliaryLoss");
        setup.auxiliary(name, weight, loss);
        return this;
    }

    /** Scales gradients down, before each step, so that their norm is at most {@code maxNorm}. */
    public Trainer<B, O> clipNorm(double maxNorm) {
        requireNew("clipNorm");
        setup.clipNorm(maxNorm);
        return this;
    }

    /** Clips each element of the gradients, before each step, to {@code -limit..limit}. */
    public Trainer<B, O> clipValue(double limit) {
        requireNew("clipValue");
        setup.clipValue(limit);
        return this;
    }

    /**
     * Takes one step for the mean gradient of several batches. The last step of an epoch is for those that are left.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public Trainer<B, O> accumulate(int batches) {
        requireNew("accumulate");
        setup.accumulate(batches);
        return this;
    }

    /** Updates averages of the weights after each step; validations are with them swapped in. */
    public Trainer<B, O> average(WeightAverage average) {
        requireNew("average");
        setup.average(average);
        return this;
    }

    /** Freezes a part of the model for the first epochs. */
    public Trainer<B, O> freeze(Block part, int epochs) {
        requireNew("freeze");
        setup.freeze(part, epochs);
        return this;
    }

    /**
     * Ends each fit once so many steps have been taken, from the beginning of the training. The state that is saved
     * then can be resumed under a larger limit.
     */
    public Trainer<B, O> maxSteps(long steps) {
        setup.maxSteps(steps);
        return this;
    }

    /** Ends each fit once all runs of the training, {@link Fit#held holds} aside, took so long ({@link #maxSteps}). */
    public Trainer<B, O> maxTime(Duration time) {
        setup.maxTime(time);
        return this;
    }

    /** Runs each step eagerly instead of capturing it: slower, with the same bits, and open to a debugger. */
    public Trainer<B, O> eager() {
        requireNew("eager");
        setup.eager();
        return this;
    }

    /** Has a device run steps and predictions, but the first of each kind; losses and measures are as on the CPU. */
    public Trainer<B, O> on(Backend device) {
        requireNew("on");
        setup.on(device);
        return this;
    }

    /** Adds callbacks, called in the order in which they were added. */
    public Trainer<B, O> with(Callback... more) {
        requireNew("with");
        for (Callback callback : Required.nonNull("with: the array of callbacks", more)) {
            Required.nonNull("with: the callback", callback).attach(setup.model());
            callbacks.add(callback);
        }
        return this;
    }

    /** Adds a part to the state of the training: an optimizer of a step of one's own, a random source. */
    public Trainer<B, O> with(String name, Stateful part) {
        requireNew("with");
        setup.part(name, part);
        return this;
    }

    /** Names the loader to learn from, for state that is loaded without {@link #resume}. */
    public Trainer<B, O> on(DataLoader<B> training) {
        Required.nonNull("on: the loader", training);
        if (loader != training) {
            if (ledger.seen() > 0) {
                throw new IllegalStateException("fit: epoch " + (ledger.epochs() + 1)
                        + " was interrupted, and is to be continued with the loader that it began with");
            }
            loader = training;
            passes = null;
        }
        return this;
    }

    /** Has the next fit go on from the state in a file, if there is one; if not, it begins where the trainer stands. */
    public Trainer<B, O> resume(Path file) {
        resume = Required.nonNull("resume: the path", file);
        return this;
    }

    private void requireNew(String setting) {
        if (passes != null) {
            throw new IllegalStateException(setting + ": the trainer has been used already; call this before");
        }
    }

    /** Trains without a validation; see {@link #fit(DataLoader, DataLoader, int)}. */
    public History fit(DataLoader<B> training, int epochs) {
        return run(training, null, epochs);
    }

    /**
     * Trains until so many epochs are complete, counted from the beginning of the training: one that is resumed does
     * what is left, and ends as if it had never stopped, also when nothing is left.
     *
     * @param training to learn from
     * @param validation to measure with after each epoch
     * @return the results of all epochs, the same object each time
     * @throws IllegalArgumentException if {@code epochs} is negative, a loader is null or has no batches, or the state
     *     to be resumed does not fit
     * @throws ArithmeticException if the loss becomes NaN or infinite; the parameters are those before that step
     */
    public History fit(DataLoader<B> training, DataLoader<B> validation, int epochs) {
        Required.nonNull("fit: the loader of the validation", validation);
        if (validation.batches() == 0) {
            throw new IllegalArgumentException("fit: the validation has no batches: " + validation);
        }
        return run(training, validation, epochs);
    }

    private History run(DataLoader<B> training, @Nullable DataLoader<B> validation, int goal) {
        if (Required.nonNull("fit: the loader", training).batches() == 0 || goal < 0) {
            throw new IllegalArgumentException("fit: " + goal + " epochs of " + training);
        }
        requireNoFit("fit");
        on(training);
        Path file = resume;
        if (file != null && Files.exists(file)) {
            Checkpoint.load(file, Map.of(PART, this));
        }
        int done = ledger.epochs();
        if (done < goal || done == goal && loaded && ledger.seen() == 0) {
            // One that was complete when it was saved has its end again.
            Fit fit = new Fit(this, callbacks, goal, validation == null ? 0 : validation.batches(), loaded);
            current = fit;
            try {
                new Loop<>(this, fit, callbacks, validation).run();
            } finally {
                current = null;
                loaded = fit.hasBegun() ? fit.isPaused() : loaded;
                resume = fit.hasBegun() ? null : file; // if it has not, another is to go on from there
            }
        }
        return ledger.history();
    }

    /**
     * The losses and measures over batches, in evaluation mode and with the weights as they are.
     *
     * @return means by name, {@code loss} among them
     * @throws IllegalArgumentException if there are no batches
     * @throws IllegalStateException if the trainer has a step of one's own, which cannot be evaluated
     */
    public Map<String, Double> evaluate(Iterable<B> batches) {
        return passes().evaluate(Required.nonNull("evaluate: the batches", batches), _ -> {});
    }

    /** What the model makes of a batch, in evaluation mode; a tensor or a record of tensors ({@link Inference}). */
    public O predict(B batch) {
        if (inference == null) {
            inference = setup.inference();
        }
        return inference.run(batch);
    }

    /** The results of all complete epochs. */
    public History history() {
        return ledger.history();
    }

    /** How many epochs are complete. */
    public int epochs() {
        return ledger.epochs();
    }

    /** How many steps the optimizer has taken. */
    public long steps() {
        return ledger.steps();
    }

    /** The name of the trainer in its checkpoints. */
    static final String PART = "training";

    Passes<B, O> passes() {
        Passes<B, O> used = passes;
        if (used == null) {
            used = new Passes<>(setup);
            passes = used;
        }
        return used;
    }

    Setup<B, O> setup() {
        return setup;
    }

    DataLoader<B> loader() {
        if (loader == null) {
            throw new IllegalStateException(
                    "Trainer: it has no loader yet, which is a part of its state; call on(loader) before");
        }
        return loader;
    }

    Ledger ledger() {
        return ledger;
    }

    private void requireNoFit(String what) {
        if (current != null) {
            throw new IllegalStateException(what + ": a fit of this trainer is in progress, in epoch "
                    + current.epoch() + "; do this before or after it");
        }
    }

    /** Requires that no fit is in progress, and no state is to be loaded by the next. */
    void requireIdle(String what) {
        requireNoFit(what);
        if (resume != null && Files.exists(resume)) {
            throw new IllegalStateException(what + ": the next fit is to go on from " + Printable.path(resume)
                    + ", which has not been loaded yet");
        }
    }

    /**
     * The whole training: model, optimizer, loader, averages, callbacks, further parts, counts, sums and measures of
     * the epoch in progress, and the history.
     *
     * @throws IllegalStateException if the trainer has no loader yet ({@link #on})
     */
    @Override
    public void state(State state) {
        state.part("loader", loader());
        setup.state(state);
        state.part("callbacks", each -> Loop.state(callbacks, each));
        state.part("measures", passes());
        ledger.state(state);
    }

    @Override
    public void restored() {
        loaded = true;
    }

    /** For example {@code Trainer(Sequential, 3 epochs, 2814 steps)}. */
    @Override
    public String toString() {
        return "Trainer(" + setup.model().getClass().getSimpleName() + ", " + epochs() + " epochs, " + steps()
                + " steps)";
    }
}

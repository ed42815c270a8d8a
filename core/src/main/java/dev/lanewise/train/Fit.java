package dev.lanewise.train;

import dev.lanewise.nn.Block;
import dev.lanewise.nn.Summary;
import dev.lanewise.optim.Optimizer;
import dev.lanewise.optim.ParameterGroups;
import dev.lanewise.optim.UpdateRule;
import dev.lanewise.optim.WeightAverage;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Nearest;
import dev.lanewise.text.Printable;
import dev.lanewise.text.Required;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A training in progress, as {@link Callback callbacks} see it. Only {@link #stop} and {@link #pause} may be called by
 * other threads than the one that trains.
 */
public final class Fit {
    /** Why a fit ends before its last epoch, and whether it is only paused. */
    private record Stop(String reason, boolean pause) {}

    /** A result without which a callback can do nothing. */
    private record Needed(String owner, String name) {}

    private final Trainer<?, ?> trainer;
    private final List<Callback> callbacks;
    private final int epochs;
    private final boolean resumed;
    private final AtomicReference<@Nullable Stop> stop = new AtomicReference<>();
    private final List<String> notes = new ArrayList<>();
    private final List<Runnable> last = new ArrayList<>();
    private final List<Needed> needed = new ArrayList<>();
    private final int validationBatches;
    private int validated;
    private boolean begun;
    private boolean swapped;
    private long heldNanos;
    private @Nullable Throwable failure;

    Fit(Trainer<?, ?> trainer, List<Callback> callbacks, int epochs, int validationBatches, boolean resumed) {
        this.trainer = trainer;
        this.callbacks = List.copyOf(callbacks);
        this.epochs = epochs;
        this.validationBatches = validationBatches;
        this.resumed = resumed;
    }

    /** The epoch in progress, from 1; between two, the one that is over. */
    public int epoch() {
        return trainer.ledger().epochs() + (isWithinEpoch() ? 1 : 0);
    }

    /** The last epoch of this fit, from 1. */
    public int epochs() {
        return epochs;
    }

    /** Whether an epoch is in progress. */
    public boolean isWithinEpoch() {
        return trainer.ledger().seen() > 0;
    }

    /** How many steps the optimizer has taken since the beginning of the training. */
    public long step() {
        return trainer.ledger().steps();
    }

    /** How many samples of the epoch in progress have been learned from. */
    public long seen() {
        return trainer.ledger().seen();
    }

    /** How many batches an epoch has. */
    public int batches() {
        return trainer.loader().batches();
    }

    /** How many batches of the epoch in progress have been learned from. */
    public int batch() {
        return trainer.loader().position();
    }

    /** How many batches the validation has; 0 for none. */
    public int validationBatches() {
        return validationBatches;
    }

    /** How many batches of the validation in progress have been measured; 0 outside of one. */
    public int validated() {
        return validated;
    }

    void begun() {
        begun = true;
    }

    /** Whether all callbacks have begun. */
    boolean hasBegun() {
        return begun;
    }

    void validated(int batches) {
        validated = batches;
    }

    /** The values of the last batch by name, {@code loss} among them; empty before the first. */
    public Map<String, Float> batchValues() {
        return trainer.ledger().batchValues();
    }

    /** Means of the losses, and measures, of the epoch in progress so far. */
    public Map<String, Double> values() {
        Map<String, Double> values = new LinkedHashMap<>(trainer.ledger().means());
        if (isWithinEpoch()) {
            values.putAll(trainer.passes().training());
        }
        return values;
    }

    /**
     * The gradients with which the last step was taken, before clipping, by the paths of their parameters; without
     * those that have none, such as frozen ones. Empty unless a callback {@link Callback#wantsGradients wanted} them of
     * this step, and where the trainer has a step of one's own, which can report what it likes.
     */
    public Map<String, Tensor> gradients() {
        return trainer.passes().learner().gradients();
    }

    /**
     * What the blocks of the model give for the last batch, and what that costs. It takes about as long as two forward
     * passes, and changes nothing.
     *
     * @return empty before the first batch, and where the trainer has a step of one's own
     * @throws IllegalStateException as {@link Summary#of}
     */
    public Optional<Summary> summary() {
        return trainer.passes().summary();
    }

    /** The results of the epochs that are over. */
    public History history() {
        return trainer.ledger().history();
    }

    /**
     * The names of the results that each epoch of this fit will have, in their order: {@code loss}, further losses,
     * measures, and the same of the validation if there is one. Where the trainer has a step of one's own they are
     * those of the steps so far in this epoch: none before the first.
     */
    public List<String> resultNames() {
        List<String> names = new ArrayList<>(trainer.setup().resultNames());
        if (names.isEmpty()) {
            return List.copyOf(trainer.ledger().means().keySet());
        }
        if (validationBatches > 0) {
            List.copyOf(names).forEach(name -> names.add(History.VALIDATION + name));
        }
        return List.copyOf(names);
    }

    /**
     * Refuses a fit whose epochs will not have a result, such as by a misspelt name: in {@link Callback#check} before
     * anything is learned or written. Where the trainer has a step of one's own, what the steps of the first
     * epoch gave decides, at its end.
     *
     * @param owner who needs it, for the message
     * @throws IllegalArgumentException if it is known that there will be none of this name, with those that there will
     *     be and the nearest
     */
    public void requireResult(String owner, String name) {
        needed.add(new Needed(Required.nonNull("requireResult: the owner", owner),
                Required.nonNull("requireResult: the name", name)));
        checkResults();
    }

    /** Looks for the results that are needed, as soon as it is known which there will be. */
    void checkResults() {
        if (needed.isEmpty()) {
            return;
        }
        List<String> names = resultNames();
        if (names.isEmpty() || trainer.ledger().epochs() >= epochs) {
            return; // not known yet, or there is no epoch left to have any
        }
        for (Needed each : needed) {
            if (!names.contains(each.name())) {
                throw new IllegalArgumentException(each.owner() + ": the epochs of this fit have no "
                        + Printable.quoted(each.name()) + ", but " + Printable.names(names) + "; "
                        + (each.name().startsWith(History.VALIDATION) && validationBatches == 0
                                ? "it has no validation"
                                : "the nearest is " + Printable.quoted(Nearest.of(each.name(), names))));
            }
        }
        needed.clear();
    }

    /** The model that is trained. */
    public Block model() {
        return trainer.setup().model();
    }

    /** The optimizer; empty where the trainer has a step of one's own. */
    public Optional<Optimizer> optimizer() {
        return Optional.ofNullable(trainer.setup().optimizer());
    }

    /**
     * A copy of the weights that validations are with: those of the model, parameters and buffers, or their averages if
     * the trainer keeps some. Between steps, and not within a validation.
     */
    public Map<String, Tensor> validatedWeights() {
        return withValidatedWeights(() -> trainer.setup().model().snapshot());
    }

    /**
     * Uses the model with the weights that validations are with: where the trainer keeps averages of weights, these are
     * in the model meanwhile, and the very weights are put back after, also after an exception. Between steps, and not
     * within a validation; within itself it changes nothing further.
     *
     * {@snippet :
     * float[] chances = fit.withValidatedWeights(() -> model.forward(drawn).softmax(1).toArray());
     * }
     *
     * @param use of the model, which trains nothing
     * @return what it gives
     * @throws IllegalArgumentException if it is null
     * @throws IllegalStateException if averages are swapped in already, by others
     */
    public <T extends @Nullable Object> T withValidatedWeights(Supplier<T> use) {
        Required.nonNull("withValidatedWeights: the use", use);
        WeightAverage average = trainer.setup().average();
        if (average == null || average.updates() == 0 || swapped) {
            return use.get();
        }
        try (WeightAverage.Swap _ = average.swapped()) {
            swapped = true;
            return use.get();
        } finally {
            swapped = false;
        }
    }

    /** The learning rates of the next step: one for each group of parameters; none where the trainer knows none. */
    public List<Double> learningRates() {
        Optimizer optimizer = trainer.setup().optimizer();
        return switch (optimizer) {
            case UpdateRule rule -> List.of(rule.lr());
            case ParameterGroups groups -> groups.groups().stream().map(UpdateRule::lr).toList();
            case null, default -> List.of();
        };
    }

    /** The whole state of the training, as a checkpoint holds it. */
    public Stateful state() {
        return trainer;
    }

    /**
     * Whether this fit goes on from a state that was loaded, or from a pause, so that what callbacks remember still
     * counts.
     */
    public boolean isResumed() {
        return resumed;
    }

    /**
     * Ends the fit after the step or epoch in progress. The first reason counts.
     *
     * @param reason a clause for people, such as {@code no better validation.loss for 5 epochs}
     */
    public void stop(String reason) {
        stop.compareAndSet(null, new Stop(Required.nonNull("stop: the reason", reason), false));
    }

    /**
     * Ends the fit after the step in progress, to be continued by another run of the program: the model is left as that
     * step has left it, not with its best weights. See {@link #stop}.
     */
    public void pause(String reason) {
        stop.compareAndSet(null, new Stop(Required.nonNull("pause: the reason", reason), true));
    }

    /** Why the fit was stopped or paused; empty if it was not. */
    public Optional<String> stopped() {
        return Optional.ofNullable(stop.get()).map(Stop::reason);
    }

    boolean isStopping() {
        return stop.get() != null;
    }

    /** Whether the fit was paused. */
    public boolean isPaused() {
        Stop now = stop.get();
        return now != null && now.pause();
    }

    /** The exception by which the fit ends; empty if it does not. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    void fail(Throwable by) {
        if (failure == null) {
            failure = by;
        } else if (failure != by) {
            failure.addSuppressed(by);
        }
    }

    /**
     * Says that the training has stood still for a time, such as until somebody lets it go on: that is no time of the
     * training's ({@link Trainer#maxTime}, {@link History}). By a callback, in the method that has waited.
     *
     * @throws IllegalArgumentException if it is null or negative
     */
    public void held(Duration time) {
        if (Required.nonNull("held: the time", time).isNegative()) {
            throw new IllegalArgumentException("held: a time of " + time);
        }
        long held = heldNanos + TimeUnit.NANOSECONDS.convert(time); // neither is more than the largest long
        heldNanos = held < 0 ? Long.MAX_VALUE : held;
    }

    /** The time for which the training has stood still since this was last asked. */
    long takeHeld() {
        long held = heldNanos;
        heldNanos = 0;
        return held;
    }

    /** Has something printed, not into a line of progress: that is taken away before. */
    public void print(Runnable act) {
        Required.nonNull("print: the act", act);
        callbacks.forEach(Callback::printing);
        act.run();
    }

    /** Has something done when the fit has ended and all callbacks have had their {@link Callback#after}. */
    public void atLast(Runnable act) {
        last.add(Required.nonNull("atLast: the act", act));
    }

    List<Runnable> last() {
        return last;
    }

    /** Leaves a sentence, once, for whoever tells how the fit has ended, such as where its state was saved. */
    public void note(String sentence) {
        if (!notes.contains(Required.nonNull("note: the sentence", sentence))) {
            notes.add(sentence);
        }
    }

    /** The sentences that callbacks have left. */
    public List<String> notes() {
        return List.copyOf(notes);
    }
}

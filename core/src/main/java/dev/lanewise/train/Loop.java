package dev.lanewise.train;

import dev.lanewise.data.Batched;
import dev.lanewise.data.DataLoader;
import dev.lanewise.state.State;
import dev.lanewise.tensor.Anomaly;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One fit, from its begin to its end. */
final class Loop<B extends Batched<B>, O> {
    private final Trainer<B, O> trainer;
    private final Ledger ledger;
    private final Fit fit;
    private final List<Callback> callbacks;
    private final @Nullable DataLoader<B> validation;

    /** When what was counted as time last ended. */
    private long since;

    Loop(Trainer<B, O> trainer, Fit fit, List<Callback> callbacks, @Nullable DataLoader<B> validation) {
        this.trainer = trainer;
        this.ledger = trainer.ledger();
        this.fit = fit;
        this.callbacks = List.copyOf(callbacks);
        this.validation = validation;
    }

    /**
     * What callbacks remember, by their classes: those without state, and those that are optional, may come and go
     * between two runs.
     */
    static void state(List<Callback> callbacks, State state) {
        Map<String, Integer> counts = new HashMap<>();
        Map<String, Callback> optional = new LinkedHashMap<>();
        for (Callback callback : callbacks) {
            String name = "Callback" + callback.getClass().getSimpleName();
            String numbered = name + counts.merge(name, 1, Integer::sum);
            if (callback.isOptional()) {
                optional.put(numbered, callback);
            } else {
                state.part(numbered, callback);
            }
        }
        state.optionalParts("optional", optional);
    }

    void run() {
        boolean wasTraining = trainer.setup().model().isTraining();
        int begun = 0;
        try {
            if (!wasTraining) { // else a part in evaluation mode is there on purpose
                trainer.setup().model().train();
            }
            trainer.setup().beginEpoch(ledger.epochs()); // callbacks see what is frozen
            since = System.nanoTime();
            callbacks.forEach(callback -> callback.check(fit));
            for (Callback callback : callbacks) {
                begun++;
                callback.begin(fit);
            }
            fit.begun();
            while (ledger.epochs() < fit.epochs() && fit.stopped().isEmpty()) {
                epoch();
            }
        } catch (Throwable e) {
            fit.fail(e);
        }
        for (Callback callback : callbacks.subList(0, begun)) {
            attempt(callback::end);
        }
        for (Callback callback : callbacks.subList(0, begun)) {
            attempt(callback::after);
        }
        if (!wasTraining) {
            trainer.setup().model().eval();
        }
        List.copyOf(fit.last()).forEach(act -> attempt(_ -> act.run()));
        fit.failure().ifPresent(Loop::raise);
    }

    /** A callback that fails keeps no other from its end. */
    private void attempt(Consumer<Fit> call) {
        try {
            call.accept(fit);
        } catch (Throwable e) {
            fit.fail(e);
        }
    }

    @SuppressWarnings("unchecked") // exceptions of callbacks and steps pass as they are
    private static <E extends Throwable> void raise(Throwable e) throws E {
        throw (E) e;
    }

    private void epoch() {
        double before = ledger.seconds();
        trainer.setup().beginEpoch(ledger.epochs());
        Iterator<B> pass = trainer.passes().pass(trainer.loader(), ledger.seen());
        while (pass.hasNext()) {
            if (!step(pass)) {
                continue;
            }
            int position = trainer.loader().position();
            callbacks.forEach(callback -> callback.step(fit));
            requirePosition(position);
            callbacks.forEach(callback -> callback.settled(fit));
            String exhausted = trainer.setup().exhausted(ledger.steps(), ledger.seconds());
            if (exhausted != null) {
                fit.stop(exhausted);
            }
            if (fit.isStopping() && (fit.isPaused() || position < fit.batches())) {
                return; // if that was the last batch, the epoch is closed when the fit goes on
            }
        }
        fit.checkResults();
        Map<String, Double> results = new LinkedHashMap<>(fit.values());
        if (validation != null) {
            try {
                trainer.passes().validate(validation.pass(ledger.epochs()), this::validated).forEach(
                        (name, value) -> results.put(History.VALIDATION + name, value));
            } finally {
                fit.validated(0);
            }
        }
        count();
        ledger.complete(results, ledger.seconds() - before);
        trainer.passes().reset();
        callbacks.forEach(callback -> callback.epoch(fit));
        callbacks.forEach(callback -> callback.settled(fit));
    }

    private void validated(int batches) {
        fit.validated(batches);
        callbacks.forEach(callback -> callback.validating(fit));
    }

    /** Learns from a batch; true if the optimizer has taken a step. */
    private boolean step(Iterator<B> pass) {
        int position = trainer.loader().position() + 1;
        B batch = pass.next();
        requirePosition(position);
        int group = trainer.setup().accumulate();
        int first = (position - 1) / group * group;
        int size = Math.min(group, trainer.loader().batches() - first);
        boolean last = position == first + size;
        boolean watched = last && isWatched(ledger.steps() + 1);
        Map<String, Float> values;
        try {
            values = trainer.passes().learn(batch, size, last, watched);
        } catch (FiniteLoss.Refused e) {
            throw diverged(batch, e);
        }
        requireFinite(values);
        ledger.learned(values, batch.size(), last);
        count();
        return last;
    }

    /** Whether a callback wants the gradients of a step. */
    private boolean isWatched(long step) {
        for (Callback callback : callbacks) {
            if (callback.wantsGradients(step)) {
                return true;
            }
        }
        return false;
    }

    /** What a step of one's own reports is known when it is done; another's loss was refused before. */
    private void requireFinite(Map<String, Float> values) {
        if (trainer.setup().optimizer() != null) {
            return;
        }
        values.forEach((name, value) -> {
            if (!Float.isFinite(value)) {
                throw new ArithmeticException("the value " + name + " of the step is " + value + place()
                        + "; the parameters are as this step has left them");
            }
        });
    }

    /** Where the fit stands, for a message. */
    private String place() {
        List<Double> rates = fit.learningRates();
        return " in epoch " + (ledger.epochs() + 1) + ", batch " + fit.batch() + " of " + fit.batches() + ", after "
                + ledger.steps() + (ledger.steps() == 1 ? " step" : " steps")
                + (rates.isEmpty() ? "" : ", at a learning rate of " + rates.getFirst().floatValue());
    }

    /** Where others iterate the loader of a pass in progress, it no longer knows where that stands. */
    private void requirePosition(int expected) {
        if (trainer.loader().position() != expected) {
            throw new IllegalStateException("fit: the loader of the training was iterated by others within epoch "
                    + (ledger.epochs() + 1) + ", after step " + ledger.steps()
                    + "; give them a loader of their own");
        }
    }

    private void count() {
        long now = System.nanoTime();
        ledger.took(Math.max(0, now - since - fit.takeHeld()) * 1e-9);
        since = now;
    }

    /** Says where and when a loss went wrong, and, if it does so again, in which op and layer. */
    private ArithmeticException diverged(B batch, FiniteLoss.Refused refused) {
        String where = refused.getMessage() + place();
        ArithmeticException found = new ArithmeticException(where);
        found.initCause(refused);
        try (Anomaly.Scope _ = Anomaly.detect()) {
            trainer.passes().learner().retrace(batch);
        } catch (ArithmeticException born) {
            found = new ArithmeticException(where + ": " + born.getMessage());
            found.initCause(born);
        }
        return found;
    }
}

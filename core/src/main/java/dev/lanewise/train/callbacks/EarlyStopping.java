package dev.lanewise.train.callbacks;

import dev.lanewise.nn.Block;
import dev.lanewise.state.State;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import dev.lanewise.train.Callback;
import dev.lanewise.train.Fit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stops when a result has not become better for some epochs, and gives the model the weights of the best epoch, however
 * the fit ends: by this callback, by another, at its last epoch, or by an exception.
 *
 * {@snippet :
 * trainer.with(new EarlyStopping("validation.accuracy").highest().patience(3));
 * }
 *
 * <p>A result of NaN is never better. The best weights, parameters and buffers, are those that were validated:
 * averages, where the trainer keeps some. They are part of its state, so a run that is resumed has them too. It can be
 * used for one fit after the other: each begins anew, unless it goes on from a saved state or from a pause. After the
 * {@code EarlyStopping} of Keras, where the best weights are lost if the run is interrupted.
 */
public final class EarlyStopping implements Callback {
    private final String name;
    private boolean highest;
    private int patience = 3;
    private double minDelta;
    private boolean restores = true;

    private @Nullable Block model;
    private Map<String, Tensor> best = Map.of();
    private double bestValue = Double.NaN;
    private int bestEpoch;
    private int waited;

    /**
     * Waits 3 epochs for a lower result.
     *
     * @param name of the result in the history, such as {@code validation.loss}
     */
    public EarlyStopping(String name) {
        this.name = Required.nonNull("EarlyStopping: the name", name);
    }

    /** Higher results are better, such as those of an accuracy. */
    public EarlyStopping highest() {
        highest = true;
        return this;
    }

    /**
     * Stops after so many epochs in a row that are not better.
     *
     * @throws IllegalArgumentException if it is less than 1
     */
    public EarlyStopping patience(int epochs) {
        if (epochs < 1) {
            throw new IllegalArgumentException("EarlyStopping: patience of " + epochs + " epochs");
        }
        patience = epochs;
        return this;
    }

    /**
     * Takes for better only what is better by more than this.
     *
     * @throws IllegalArgumentException if it is negative or not finite
     */
    public EarlyStopping minDelta(double difference) {
        if (!(difference >= 0) || Double.isInfinite(difference)) {
            throw new IllegalArgumentException("EarlyStopping: a smallest difference of " + difference);
        }
        minDelta = difference;
        return this;
    }

    /** Leaves the model with its last weights, and keeps no copy of the best. */
    public EarlyStopping keepLast() {
        restores = false;
        return this;
    }

    /** The best epoch of the last fit, from 1; 0 if there is none. */
    public int bestEpoch() {
        return bestEpoch;
    }

    /** The best result of the last fit; NaN if there is none. */
    public double bestValue() {
        return bestValue;
    }

    @Override
    public void attach(Block to) {
        if (model != null && model != to) {
            throw new IllegalStateException("EarlyStopping: it keeps the best weights of another trainer's model");
        }
        model = to;
    }

    @Override
    public void check(Fit fit) {
        fit.requireResult("EarlyStopping", name);
    }

    @Override
    public void begin(Fit fit) {
        if (!fit.isResumed()) {
            best = Map.of();
            bestValue = Double.NaN;
            bestEpoch = 0;
            waited = 0;
        }
        decide(fit);
    }

    @Override
    public void epoch(Fit fit) {
        double value = fit.history().last(name);
        if (isBetter(value)) {
            bestValue = value;
            bestEpoch = fit.epoch();
            waited = 0;
            if (restores) {
                best = fit.validatedWeights();
            }
        } else {
            waited++;
        }
        decide(fit);
    }

    private boolean isBetter(double value) {
        if (Double.isNaN(value) || Double.isNaN(bestValue)) {
            return !Double.isNaN(value);
        }
        return highest ? value > bestValue + minDelta : value < bestValue - minDelta;
    }

    private void decide(Fit fit) {
        if (waited >= patience) {
            fit.stop("no better " + name + (bestEpoch == 0
                    ? ""
                    : " than " + (float) bestValue + " of epoch "
                            + bestEpoch)
                    + " for " + waited + (waited == 1 ? " epoch" : " epochs"));
        }
    }

    @Override
    public void after(Fit fit) {
        if (restores && !best.isEmpty() && !fit.isPaused()) {
            fit.model().loadStateDict(best);
        }
    }

    @Override
    public void state(State state) {
        bestValue = state.real("bestValue", bestValue);
        bestEpoch = (int) state.number("bestEpoch", bestEpoch);
        waited = (int) state.number("waited", waited);
        if (!restores || model == null) {
            return;
        }
        Map<String, Tensor> loaded = new LinkedHashMap<>();
        int index = 0;
        for (Map.Entry<String, Tensor> weight : model.stateDict().entrySet()) {
            String path = weight.getKey();
            Tensor tensor = state.optional("best" + index++, weight.getValue().shape(), best.get(path));
            if (tensor != null) {
                loaded.put(path, tensor);
            }
        }
        best = loaded;
    }

    /** For example {@code EarlyStopping(validation.loss, patience 3)}. */
    @Override
    public String toString() {
        return "EarlyStopping(" + name + ", patience " + patience + ")";
    }
}

package dev.lanewise.optim;

import dev.lanewise.tensor.Live;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * An update rule over a list of parameters. A step reads each parameter's gradient and writes the parameter; parameters
 * without a gradient, and frozen ones, are left alone.
 *
 * {@snippet :
 * Optimizer optimizer = new Adam(model.parameters(), 1e-3);
 * loss.backward();
 * optimizer.step();
 * optimizer.zeroGrad();
 * }
 */
public abstract class Optimizer {
    private final List<Tensor> parameters;

    /** How many updates each parameter has had, as far as the rule counts them. */
    private final long[] steps;

    private double lr;

    Optimizer(List<Tensor> parameters, double lr) {
        Required.nonNull(name() + ": the list of parameters", parameters);
        if (parameters.isEmpty()) {
            throw new IllegalArgumentException(name() + ": no parameters given");
        }
        for (int i = 0; i < parameters.size(); i++) {
            if (parameters.get(i) == null) {
                throw new IllegalArgumentException(getClass().getSimpleName() + ": parameter " + i + " is null");
            }
        }
        this.parameters = List.copyOf(parameters);
        this.steps = new long[parameters.size()];
        Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < parameters.size(); i++) {
            Tensor parameter = parameters.get(i);
            if (!parameter.isLeaf()) {
                throw new IllegalArgumentException(name() + ": parameter " + i + " "
                        + parameter.shape() + " is not a leaf but the result of a recorded op");
            }
            if (!seen.add(parameter)) {
                throw new IllegalArgumentException(name() + ": parameter " + i + " "
                        + parameter.shape() + " is listed twice");
            }
            for (int other = 0; other < i; other++) {
                if (parameter.overlaps(parameters.get(other))) {
                    throw new IllegalArgumentException(name() + ": parameters " + other + " "
                            + parameters.get(other).shape() + " and " + i + " " + parameter.shape()
                            + " have elements in common");
                }
            }
        }
        this.lr = nonNegative("learning rate", lr);
    }

    /** Refuses incompatible settings; called before each step, when all have been set. */
    void checkSettings() {}

    /** The tensors that the rule keeps for parameter i, as its op takes them. */
    abstract Tensor[] state(int i);

    /** The rule for these parameters at this step; called once per step, it advances the step counts. */
    abstract UpdateOp rule(int... chosen);

    /**
     * One update of every parameter that has a gradient, all in one pass.
     *
     * @throws IllegalStateException if settings are incompatible; no parameter is changed then
     */
    public final void step() {
        checkSettings();
        int[] chosen = IntStream.range(0, parameters.size()).filter(this::isUpdated).toArray();
        if (chosen.length == 0) {
            return;
        }
        List<Value> arguments = new ArrayList<>();
        for (int i : chosen) {
            arguments.add(parameters.get(i));
            arguments.add(parameters.get(i).grad());
            Collections.addAll(arguments, state(i));
        }
        Op.applyLive(new Live(this, () -> rule(chosen)), arguments.toArray(Value[]::new));
    }

    private boolean isUpdated(int i) {
        Tensor parameter = parameters.get(i);
        return parameter.requiresGrad() && parameter.grad() != null; // a frozen one's gradient is ignored
    }

    /** Adds one to the update counts of these parameters. */
    final UpdateCounts advance(int... chosen) {
        long[] counts = new long[chosen.length];
        for (int k = 0; k < chosen.length; k++) {
            counts[k] = ++steps[chosen[k]];
        }
        return UpdateCounts.of(counts);
    }

    /** Drops the gradients, so that the next backward pass starts afresh ({@index zero_grad}). */
    public final void zeroGrad() {
        parameters.forEach(parameter -> parameter.setGrad(null));
    }

    /**
     * The learning rate.
     *
     * @throws IllegalStateException within a computation that is being captured, as Java code would not see its value
     *        in replays
     */
    public final double lr() {
        refuseWithin("lr() reads the learning rate in the middle of the captured computation, and "
                + "would be one number for all its runs; read it between runs, or give it as an input");
        return lr;
    }

    /** The learning rate, for the rules, which are created anew in each run. */
    final double rate() {
        return lr;
    }

    /**
     * Sets the learning rate from the next step on.
     *
     * @throws IllegalStateException within a computation that is being captured: it would be set once
     */
    public final void setLr(double lr) {
        requireBetweenRuns("the learning rate");
        this.lr = nonNegative("learning rate", lr);
    }

    /** Refuses to change a setting within a computation that is being captured. */
    final void requireBetweenRuns(String setting) {
        refuseWithin(setting + " is set in the middle of the captured computation, and would "
                + "be set once; set it between runs, which replays follow");
    }

    private void refuseWithin(String what) {
        if (Recorder.isListening()) {
            Recorder.refuseWithin(name() + ": " + what);
        }
    }

    private String name() {
        return getClass().getSimpleName();
    }

    final Tensor parameter(int i) {
        return parameters.get(i);
    }

    final int size() {
        return parameters.size();
    }

    /** Checks that a setting is a finite number of 0 or more. */
    final double nonNegative(String what, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    name() + ": " + what + " " + value + " is not a finite number of 0 or more");
        }
        return value;
    }

    /** Checks that a setting lies in [0, 1). */
    final double decay(String what, double value) {
        if (!(value >= 0 && value < 1)) {
            throw new IllegalArgumentException(
                    name() + ": " + what + " " + value + " is not within 0 and 1, 1 excluded");
        }
        return value;
    }
}

package dev.lanewise.program;

import dev.lanewise.tensor.Anomaly;
import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.List;

/** What must hold for a run to be the one that was captured: the inputs' kinds, aliases, and modes of the Java code. */
final class Conditions {
    private final List<Spec> inputs;
    private final Guard[] guards;
    private final Aliases aliases;

    /**
     * Whether the conditions still held when the capturing run ended; if not, a replay would not repeat the change. Nor
     * is a run in anomaly mode repeated.
     */
    private final boolean stable;

    /** The conditions of a run that has just ended. */
    Conditions(List<Spec> inputs, Tape tape) {
        this.inputs = inputs;
        this.guards = tape.guards().toArray(Guard[]::new);
        this.stable = Arrays.stream(guards).allMatch(Guard::holds) && !Anomaly.isOn();
        this.aliases = tape.aliases();
    }

    /** Whether they hold for these inputs. */
    boolean fit(List<? extends Value> given) {
        return stable && !Anomaly.isOn() && fitsInputs(given) && aliases.fit(given) && fitsState();
    }

    /** Whether they can hold at all: the captured run has not changed a mode. */
    boolean isStable() {
        return stable;
    }

    private boolean fitsInputs(List<? extends Value> given) {
        if (given.size() != inputs.size()) {
            return false;
        }
        for (int i = 0; i < given.size(); i++) {
            if (given.get(i) == null || !inputs.get(i).fits(given.get(i))) {
                return false;
            }
        }
        return true;
    }

    private boolean fitsState() {
        for (Guard guard : guards) {
            if (!guard.holds()) {
                return false;
            }
        }
        return true;
    }

    /** Refuses inputs for which they do not hold. */
    void require(List<? extends Value> given) {
        requireNoCapture("program");
        requireNoHistory(given);
        if (!fitsInputs(given)) {
            throw new IllegalArgumentException("program: inputs " + given.stream().map(Spec::of).toList()
                    + " do not fit a capture for " + inputs);
        }
        if (!aliases.fit(given)) {
            throw new IllegalArgumentException("program: inputs share storage with one another or with what the "
                    + "computation writes to before a gradient needs the old values, or did so when it was captured; "
                    + "capture anew, or give it copies");
        }
        if (Anomaly.isOn()) {
            throw new IllegalStateException(
                    "program: the anomaly mode is on, and a replay applies no ops that it could "
                            + "look at; run the computation that the program was captured from");
        }
        if (!stable) {
            throw new IllegalStateException(
                    "program: the captured run was in anomaly mode, or has changed a mode (train or "
                            + "eval, frozen parameters), which a replay would not repeat; run it eagerly");
        }
        if (!fitsState()) {
            throw new IllegalStateException(
                    "program: a mode (grad mode, train or eval, frozen parameters, an optimizer's settings) is not "
                            + "what it was when this was captured, or a parameter has a gradient; capture anew");
        }
    }

    static void requireNoCapture(String what) {
        if (Recorder.isListening()) {
            throw new IllegalStateException(
                    what + ": this thread is capturing a computation, and captures do not nest; "
                            + "within one, call what the program was captured from");
        }
    }

    static void requireNoHistory(List<? extends Value> given) {
        for (int i = 0; i < given.size(); i++) {
            if (given.get(i) == null) { // a caller's list need not be null-checked
                throw new IllegalArgumentException("program: input " + i + " is null");
            }
            if (given.get(i) instanceof Tensor x && x.requiresGrad()) {
                throw new IllegalArgumentException("program: input " + i + " " + x.shape()
                        + " requires a gradient, and none "
                        + "is passed on to inputs; detach() it, or let the computation use it from outside");
            }
        }
    }
}

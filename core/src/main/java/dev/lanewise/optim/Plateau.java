package dev.lanewise.optim;

import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.tensor.Recorder;
import dev.lanewise.text.Required;

/**
 * A learning rate that falls when results no longer improve ({@index ReduceLROnPlateau}). It is told of a result now
 * and then, at the end of an epoch say, and multiplies the learning rate by a factor when more than {@code patience}
 * results in a row were not better than the best.
 *
 * {@snippet :
 * Plateau plateau = new Plateau(0.1).patience(3);
 * Optimizer optimizer = new SGD(model.parameters(), plateau);
 * for (int epoch = 0; epoch < 50; epoch++) {
 *     double loss = trainAndValidate(model, optimizer);
 *     plateau.observe(loss);
 * }
 * }
 *
 * <p>Settings and their defaults are PyTorch's; they are set before the first result is observed. Its
 * state is part of that of an optimizer that uses it.
 */
public final class Plateau implements Schedule, Stateful {
    private final double first;
    private boolean highest;
    private double factor = 0.1;
    private long patience = 10;
    private double threshold = 1e-4;
    private boolean absolute;
    private long cooldown;
    private double min;
    private double eps = 1e-8;

    private double lr;
    private double best = Double.POSITIVE_INFINITY;
    private long worse;
    private long cooling;

    /** Whether it has state that its settings must go with. */
    private boolean begun;

    /** With a factor of 0.1 and a patience of 10 until set otherwise; lower results are better. */
    public Plateau(double lr) {
        this.first = Schedules.rate("plateau", lr);
        this.lr = lr;
    }

    /** Higher results are better. */
    public Plateau highest() {
        requireFresh("highest");
        highest = true;
        best = Double.NEGATIVE_INFINITY;
        return this;
    }

    /**
     * Sets what the learning rate is multiplied by; 0.1 by default.
     *
     * @throws IllegalArgumentException if it is not within 0 and 1, 1 excluded
     */
    public Plateau factor(double factor) {
        requireFresh("factor");
        this.factor = Checks.share("plateau", "factor", factor);
        return this;
    }

    /** Sets how many results in a row may be no better; 10 by default. */
    public Plateau patience(long results) {
        requireFresh("patience");
        this.patience = Checks.nonNegative("plateau", "patience", results);
        return this;
    }

    /**
     * Sets the share of the best result by which one must be better to count; 1e-4 by default.
     *
     * @throws IllegalArgumentException if it is not within 0 and 1, 1 excluded
     */
    public Plateau threshold(double share) {
        requireFresh("threshold");
        this.threshold = Checks.share("plateau", "threshold", share);
        this.absolute = false;
        return this;
    }

    /** Sets by how much a result must be better to count, in the place of a share. */
    public Plateau absoluteThreshold(double difference) {
        requireFresh("absoluteThreshold");
        this.threshold = Schedules.factor("plateau", difference);
        this.absolute = true;
        return this;
    }

    /** Sets for how many results after a change none is counted as worse; 0 by default. */
    public Plateau cooldown(long results) {
        requireFresh("cooldown");
        this.cooldown = Checks.nonNegative("plateau", "cooldown", results);
        return this;
    }

    /** Sets what the learning rate does not fall below; 0 by default. */
    public Plateau min(double lr) {
        requireFresh("min");
        this.min = Schedules.rate("plateau", lr);
        return this;
    }

    /** Sets the smallest change that is made; 1e-8 by default. */
    public Plateau eps(double eps) {
        requireFresh("eps");
        this.eps = Schedules.rate("plateau", eps);
        return this;
    }

    private void requireFresh(String setting) {
        if (begun) {
            throw new IllegalStateException("plateau: " + setting + " is set after results have been observed or a "
                    + "state was loaded; set it when the plateau is made");
        }
    }

    /**
     * Takes a result into account. NaN is not better than any.
     *
     * @return the learning rate from now on
     * @throws IllegalStateException within a computation that is being captured: it would be observed once
     */
    public double observe(double result) {
        Recorder.refuseWithin("Plateau: a result is observed in the middle of the captured computation, and would be "
                + "observed once; observe it between runs");
        begun = true;
        if (isBetter(result)) {
            best = result;
            worse = 0;
        } else {
            worse++;
        }
        if (cooling > 0) {
            cooling--;
            worse = 0;
        }
        if (worse > patience) {
            double lower = Math.max(lr * factor, min);
            lr = lr - lower > eps ? lower : lr;
            cooling = cooldown;
            worse = 0;
        }
        return lr;
    }

    private boolean isBetter(double result) {
        double margin = highest ? threshold : -threshold;
        double bar = absolute ? best + margin : best * (1 + margin);
        return highest ? result > bar : result < bar;
    }

    /**
     * Whether an optimizer may ask this plateau for a learning rate: false if all its rules have numbers, also such as
     * were {@linkplain UpdateRule#setLr set} since, or schedules that are not made of it. What a lambda asks is not
     * known, nor are optimizers of other kinds than the library's: they may.
     */
    public boolean mayServe(Optimizer optimizer) {
        return switch (Required.nonNull("plateau: the optimizer", optimizer)) {
            case UpdateRule rule -> rule.mayAsk(this);
            case ParameterGroups groups -> groups.groups().stream().anyMatch(this::mayServe);
            case Lookahead around -> mayServe(around.optimizer());
            default -> true;
        };
    }

    /** The learning rate as it is now, at any step. */
    @Override
    public double at(long step) {
        return lr;
    }

    @Override
    public void state(State state) {
        state.setting("settings", toString());
        lr = Schedules.rate("plateau", state.real("lr", lr));
        best = state.real("best", best);
        worse = Checks.nonNegative("plateau", "worse", state.number("worse", worse));
        cooling = Checks.nonNegative("plateau", "cooling", state.number("cooling", cooling));
    }

    @Override
    public void restored() {
        begun = true;
    }

    /** The settings, for example {@code plateau(0.1, lowest, factor=0.1, patience=10, ...)}. */
    @Override
    public String toString() {
        return Schedules.call("plateau", first, highest ? "highest" : "lowest", "factor=" + RuleSettings.text(factor),
                "patience=" + patience, (absolute ? "absoluteThreshold=" : "threshold=") + RuleSettings.text(threshold),
                "cooldown=" + cooldown, "min=" + RuleSettings.text(min), "eps=" + RuleSettings.text(eps));
    }
}

package dev.lanewise.optim;

import dev.lanewise.state.State;
import dev.lanewise.state.Stateful;
import dev.lanewise.text.Required;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The learning rate of a rule: a number, or that of a schedule until a number is set in its place. */
final class LearningRate implements Stateful {
    private final String owner;
    private final @Nullable Schedule schedule;
    private boolean set;

    /** The number that was set, or the schedule's at the last step. */
    private double rate;

    /** A number. */
    LearningRate(String owner, double lr) {
        this.owner = owner;
        this.schedule = null;
        set(lr);
    }

    /** A schedule's. */
    LearningRate(String owner, @Nullable Schedule schedule) {
        this.owner = owner;
        Schedule given = Required.nonNull(owner + ": the schedule of the learning rate", schedule);
        FieldCheck.requireSaved(owner, given, Schedules.stateful(given));
        this.schedule = given;
        this.rate = at(0);
    }

    /** Goes on with a number. */
    void set(double lr) {
        this.rate = Checks.nonNegative(owner, "learning rate", lr);
        this.set = true;
    }

    /**
     * That of a step.
     *
     * @throws IllegalArgumentException if the schedule gives what is none
     */
    double at(long step) {
        if (set || schedule == null) {
            return rate;
        }
        double lr = schedule.at(step);
        if (!Checks.isNonNegative(lr)) { // the text is made for the message only
            Checks.nonNegative(owner + ": " + Schedules.text(schedule) + " at step " + step, "learning rate", lr);
        }
        return lr;
    }

    /** As {@link Schedules#mayAsk}; a number asks none. */
    boolean mayAsk(Schedule wanted) {
        return !set && schedule != null && Schedules.mayAsk(schedule, wanted);
    }

    /** Takes a step, at what {@link #at} has given. */
    void take(double lr) {
        this.rate = lr;
    }

    /** That of the step being taken. */
    double now() {
        return rate;
    }

    /** The number and whether it was set are loaded; the schedule must be the same, and has state of its own. */
    @Override
    public void state(State state) {
        state.setting("schedule", schedule == null ? "none" : Schedules.text(schedule));
        set = state.flag("set", set);
        rate = Checks.nonNegative(owner, "learning rate", state.real("rate", rate));
        List<Stateful> parts = schedule == null ? List.of() : Schedules.stateful(schedule);
        for (int i = 0; i < parts.size(); i++) {
            state.part(Integer.toString(i), parts.get(i));
        }
    }

    @Override
    public String toString() {
        return set || schedule == null ? RuleSettings.text(rate) : Schedules.text(schedule);
    }
}

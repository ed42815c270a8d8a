package dev.lanewise.optim;

import java.util.List;

/**
 * A learning rate as a function of the step ({@index LambdaLR}). An optimizer asks it at each step, eager or replayed,
 * for the number of steps taken before, so a run that is resumed goes on where it was. A schedule that has state
 * nevertheless is {@link dev.lanewise.state.Stateful}. {@link Schedules} has the usual ones; any lambda is one:
 *
 * {@snippet :
 * Schedule inverseRoot = step -> 0.1 / Math.sqrt(step + 1);
 * Optimizer optimizer = new SGD(model.parameters(), Schedules.warmup(500, inverseRoot));
 * }
 *
 * <p>What a schedule computes by functions such as the power or the cosine, it computes by {@link StrictMath}: the last
 * bits of {@link Math#pow} and {@link Math#cos} may differ between interpreted and compiled code, and between machines,
 * and with them the bits of a run. (A square root is exact.)
 */
@FunctionalInterface
public interface Schedule {
    /**
     * The learning rate.
     *
     * @param step how many steps have been taken before; 0 for the first
     */
    double at(long step);

    /**
     * The schedules that this one is made of and asks. By them an optimizer finds those that have state, such as a
     * {@link Plateau}, and saves it with its own; one in a field that is not named here is refused. None by default, as
     * for a lambda, whose fields are not checked: what state there is in schedules that a lambda asks is saved if they
     * are given to the checkpoint as parts of their own.
     *
     * {@snippet :
     * record Halved(Schedule whole) implements Schedule {
     *     @Override
     *     public double at(long step) {
     *         return whole.at(step) / 2;
     *     }
     *
     *     @Override
     *     public List<Schedule> parts() {
     *         return List.of(whole);
     *     }
     * }
     * }
     */
    default List<Schedule> parts() {
        return List.of();
    }

    /** This schedule with every learning rate multiplied by a number, for example for some of the parameters. */
    default Schedule times(double factor) {
        return Schedules.times(this, factor);
    }
}

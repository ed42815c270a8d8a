package dev.lanewise.optim;

/**
 * A learning rate as a function of the step ({@index LambdaLR}). A schedule has no state: an optimizer asks it at each
 * step, eager or replayed, for the number of steps taken before, so a run that is resumed goes on where it was.
 * {@link Schedules} has the usual ones; any lambda is one:
 *
 * {@snippet :
 * Schedule inverseRoot = step -> 0.1 / Math.sqrt(step + 1);
 * Optimizer optimizer = new SGD(model.parameters(), Schedules.warmup(500, inverseRoot));
 * }
 */
@FunctionalInterface
public interface Schedule {
    /**
     * The learning rate.
     *
     * @param step how many steps have been taken before; 0 for the first
     */
    double at(long step);

    /** This schedule with every learning rate multiplied by a number, for example for some of the parameters. */
    default Schedule times(double factor) {
        return Schedules.times(this, factor);
    }
}

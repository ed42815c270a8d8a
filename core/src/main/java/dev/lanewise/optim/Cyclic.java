package dev.lanewise.optim;

/**
 * Up and down in straight lines.
 *
 * @param name which of the functions of {@link Schedules} it is
 * @param base at the foot
 * @param max at the top of the first cycle
 * @param up steps up
 * @param down steps down
 * @param gamma what the height is multiplied by at each step
 */
record Cyclic(String name, double base, double max, long up, long down, double gamma) implements Schedule {
    Cyclic {
        Schedules.rate(name, base);
        Schedules.rate(name, max);
        Schedules.atLeastOne(name, "up", up);
        Schedules.atLeastOne(name, "down", down);
    }

    @Override
    public double at(long step) {
        double length = up + down;
        double cycle = Math.floor(step / length);
        double within = step / length - cycle;
        double top = up / length;
        double share = within <= top ? within / top : (within - 1) / (top - 1);
        return base + (max - base) * share * height(step, cycle);
    }

    private double height(long step, double cycle) {
        return name.equals("triangular2") ? StrictMath.pow(0.5, cycle) : StrictMath.pow(gamma, (double) step);
    }

    @Override
    public String toString() {
        return name.equals("expRange")
                ? Schedules.call(name, base, max, up, down, gamma)
                : Schedules.call(name, base, max, up, down);
    }
}

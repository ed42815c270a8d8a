package dev.lanewise.optim;

import dev.lanewise.text.Finite;

/**
 * One cycle ({@index OneCycleLR}; Smith and Topin 2018): the learning rate rises from {@code max / divisor} to {@code
 * max}, and falls to {@code max / divisor / finalDivisor}, where it stays. Made by {@link Schedules#oneCycle}; each
 * method gives a schedule that differs in a setting. Momentum stays as it is set at the optimizer.
 *
 * {@snippet :
 * Schedule schedule = Schedules.oneCycle(0.1, 10_000).rise(0.2).linear();
 * }
 */
public final class OneCycle implements Schedule {
    private final double max;
    private final long steps;
    private final double rise;
    private final boolean linear;
    private final double divisor;
    private final double finalDivisor;
    private final boolean threePhases;

    OneCycle(double max, long steps) {
        this(max, steps, 0.3, false, 25, 1e4, false);
    }

    private OneCycle(
            double max, long steps, double rise, boolean linear, double divisor, double finalDivisor,
            boolean threePhases) {
        this.max = max;
        this.steps = steps;
        this.rise = rise;
        this.linear = linear;
        this.divisor = divisor;
        this.finalDivisor = finalDivisor;
        this.threePhases = threePhases;
    }

    /**
     * With another share of the steps in which the learning rate rises ({@index pct_start}); 0.3 by default.
     *
     * @throws IllegalArgumentException if it is not within 0 and 1
     */
    public OneCycle rise(double share) {
        Finite.share("oneCycle: rise", share);
        return new OneCycle(max, steps, share, linear, divisor, finalDivisor, threePhases);
    }

    /** In straight lines, where the default is half a cosine each way. */
    public OneCycle linear() {
        return new OneCycle(max, steps, rise, true, divisor, finalDivisor, threePhases);
    }

    /**
     * With other divisors; 25 and 10,000 by default.
     *
     * @param divisor how much lower than the maximum it begins
     * @param finalDivisor how much lower than that it ends
     * @throws IllegalArgumentException if one is not a finite number above 0
     */
    public OneCycle divisors(double divisor, double finalDivisor) {
        if (!(divisor > 0 && finalDivisor > 0 && divisor * finalDivisor < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("oneCycle: divisors " + divisor + " and " + finalDivisor
                    + " are not finite numbers above 0");
        }
        return new OneCycle(max, steps, rise, linear, divisor, finalDivisor, threePhases);
    }

    /** Falls as long as it rises, back to where it began, and then to the end. */
    public OneCycle threePhases() {
        return new OneCycle(max, steps, rise, linear, divisor, finalDivisor, true);
    }

    @Override
    public double at(long step) {
        double first = max / divisor;
        double last = first / finalDivisor;
        double now = step;
        double end = steps - 1.0;
        double top = rise * steps - 1;
        if (now <= top) {
            return between(first, max, now, 0, top);
        }
        if (!threePhases) {
            return between(max, last, now, top, end);
        }
        double back = 2 * rise * steps - 2;
        return now <= back ? between(max, first, now, top, back) : between(first, last, now, back, end);
    }

    /** On the way from {@code start} at {@code from} to {@code end} at {@code to}; beyond, the end. */
    private double between(double start, double end, double step, double from, double to) {
        double share = to > from ? Math.min(1, (step - from) / (to - from)) : 1;
        return linear ? start + (end - start) * share : Schedules.halfCosine(start, end, share);
    }

    @Override
    public String toString() {
        return Schedules.call("oneCycle", max, steps, "rise=" + RuleSettings.text(rise), linear ? "linear" : "cosine",
                "divisors=" + Schedules.call("", divisor, finalDivisor), threePhases ? "3 phases" : "2 phases");
    }
}

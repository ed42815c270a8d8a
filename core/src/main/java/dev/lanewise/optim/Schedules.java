package dev.lanewise.optim;

import dev.lanewise.state.Stateful;
import dev.lanewise.text.Required;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Schedules of the learning rate, with PyTorch's values. Where PyTorch computes a rate from the one before, these are
 * the closed forms, which differ by rounding. Each takes the learning rate itself, not a factor; steps are counted in
 * updates, not epochs; and beyond the end of a schedule its last value stays.
 *
 * {@snippet :
 * new AdamW(model.parameters(), Schedules.warmup(100, Schedules.cosine(3e-4, 9_900)));
 * }
 *
 * <p>{@link Plateau} is the one that depends on results.
 */
public final class Schedules {
    /** What {@link Object#toString} makes of a lambda, and of any other object: its class may be anonymous. */
    private static final Pattern LAMBDA = Pattern
            .compile("[\\p{javaJavaIdentifierPart}.]+\\$\\$Lambda[\\p{javaJavaIdentifierPart}/+.]*(@[0-9a-f]+)?");

    private static final Pattern OBJECT = Pattern
            .compile("(?:\\p{javaJavaIdentifierPart}+\\.)*(\\p{javaJavaIdentifierPart}+)(?:/0x[0-9a-f]+)?@[0-9a-f]+");

    private Schedules() {}

    /** The same learning rate throughout. */
    public static Schedule constant(double lr) {
        return new Constant(rate("constant", lr));
    }

    /**
     * {@code lr gamma^(t / size)}, the exponent rounded down ({@index StepLR}).
     *
     * @param lr the learning rate at first
     * @param size after how many steps it changes
     * @param gamma what it is multiplied by then
     */
    public static Schedule step(double lr, long size, double gamma) {
        return new Step(rate("step", lr), atLeastOne("step", "size", size), factor("step", gamma));
    }

    /**
     * {@code lr gamma^k}, where k milestones have been reached ({@index MultiStepLR}).
     *
     * @param lr the learning rate at first
     * @param gamma what it is multiplied by at each milestone
     * @param milestones steps, in ascending order
     */
    public static Schedule multiStep(double lr, double gamma, long... milestones) {
        return new MultiStep(
                rate("multiStep", lr), factor("multiStep", gamma), ascending("multiStep", milestones));
    }

    /** {@code lr gamma^t} ({@index ExponentialLR}). */
    public static Schedule exponential(double lr, double gamma) {
        return new Exponential(rate("exponential", lr), factor("exponential", gamma));
    }

    /**
     * In a straight line from {@code from} at the first step to {@code to} at step {@code steps}, where it stays
     * ({@index LinearLR}, with its factors multiplied by the learning rate).
     */
    public static Schedule linear(double from, double to, long steps) {
        return new Linear(rate("linear", from), rate("linear", to), atLeastOne("linear", "steps", steps));
    }

    /** {@code lr (1 - t / steps)^power}, 0 from step {@code steps} on ({@index PolynomialLR}). */
    public static Schedule polynomial(double lr, long steps, double power) {
        return new Polynomial(
                rate("polynomial", lr), atLeastOne("polynomial", "steps", steps), factor("polynomial", power));
    }

    /** As {@link #cosine(double, long, double)} down to 0. */
    public static Schedule cosine(double lr, long steps) {
        return cosine(lr, steps, 0);
    }

    /**
     * Half a cosine, {@code min + (lr - min) (1 + cos(pi t / steps)) / 2} ({@index CosineAnnealingLR}). It stays at the
     * minimum from step {@code steps} on, where PyTorch's rises again.
     */
    public static Schedule cosine(double lr, long steps, double min) {
        return new Cosine(rate("cosine", lr), atLeastOne("cosine", "steps", steps), rate("cosine", min));
    }

    /**
     * Half a cosine that begins again when it has come to its end ({@index CosineAnnealingWarmRestarts}; Loshchilov and
     * Hutter 2017).
     *
     * @param lr the learning rate at each start
     * @param steps length of the first period
     * @param growth by what each period is longer than the one before; 1 for periods of one length
     * @param min what the learning rate falls to
     */
    public static Schedule cosineWarmRestarts(double lr, long steps, int growth, double min) {
        String name = "cosineWarmRestarts";
        return new WarmRestarts(rate(name, lr), atLeastOne(name, "steps", steps),
                Math.toIntExact(atLeastOne(name, "growth", growth)), rate(name, min));
    }

    /** One cycle with the usual settings, which its methods change; see {@link OneCycle}. */
    public static OneCycle oneCycle(double max, long steps) {
        return new OneCycle(rate("oneCycle", max), atLeastOne("oneCycle", "steps", steps));
    }

    /**
     * Up and down in straight lines, again and again ({@index CyclicLR}; Smith 2017).
     *
     * @param base the learning rate at the foot of each cycle
     * @param max that at its top
     * @param up steps from foot to top
     * @param down steps from top to foot
     */
    public static Schedule triangular(double base, double max, long up, long down) {
        return new Cyclic("triangular", base, max, up, down, 1);
    }

    /** As {@link #triangular}, each cycle half as high as the one before. */
    public static Schedule triangular2(double base, double max, long up, long down) {
        return new Cyclic("triangular2", base, max, up, down, 1);
    }

    /** As {@link #triangular}, the height multiplied by {@code gamma^t}. */
    public static Schedule expRange(double base, double max, long up, long down, double gamma) {
        return new Cyclic("expRange", base, max, up, down, factor("expRange", gamma));
    }

    /**
     * A warm-up before another schedule: in the first {@code steps} steps, {@code (t + 1) / (steps + 1)} of that one's
     * first learning rate; then the other one from its start. PyTorch's is {@code SequentialLR} of {@code
     * LinearLR(start_factor=1/(steps + 1), total_iters=steps)} and the other.
     */
    public static Schedule warmup(long steps, Schedule then) {
        return new Warmup(atLeastOne("warmup", "steps", steps), part("warmup", then));
    }

    /**
     * Schedules one after the other ({@index SequentialLR}), each counted from its own start.
     *
     * @param schedules at least one
     * @param milestones the steps at which the second and each further one begin, in ascending order
     */
    public static Schedule sequence(List<? extends Schedule> schedules, long... milestones) {
        Required.nonNull("sequence: the list of schedules", schedules);
        List<Long> starts = ascending("sequence", milestones);
        if (schedules.size() != starts.size() + 1) {
            throw new IllegalArgumentException("sequence: " + schedules.size() + " schedules and " + milestones.length
                    + " milestones; there is a milestone for the start of each schedule but the first");
        }
        List<Schedule> checked = schedules.stream().<Schedule>map(schedule -> part("sequence", schedule)).toList();
        return new Sequence(checked, starts);
    }

    static Schedule times(Schedule schedule, double factor) {
        return new Times(part("times", schedule), factor("times", factor));
    }

    // ---- what they are

    private record Constant(double lr) implements Schedule {
        @Override
        public double at(long step) {
            return lr;
        }

        @Override
        public String toString() {
            return RuleSettings.text(lr);
        }
    }

    private record Step(double lr, long size, double gamma) implements Schedule {
        @Override
        public double at(long step) {
            long changes = step / size;
            return lr * StrictMath.pow(gamma, (double) changes);
        }

        @Override
        public String toString() {
            return call("step", lr, size, gamma);
        }
    }

    private record MultiStep(double lr, double gamma, List<Long> milestones) implements Schedule {
        @Override
        public double at(long step) {
            return lr * StrictMath.pow(gamma, reached(milestones, step));
        }

        @Override
        public String toString() {
            return call("multiStep", lr, gamma, milestones);
        }
    }

    private record Exponential(double lr, double gamma) implements Schedule {
        @Override
        public double at(long step) {
            return lr * StrictMath.pow(gamma, (double) step);
        }

        @Override
        public String toString() {
            return call("exponential", lr, gamma);
        }
    }

    private record Linear(double from, double to, long steps) implements Schedule {
        @Override
        public double at(long step) {
            return step >= steps ? to : from + (to - from) * step / steps;
        }

        @Override
        public String toString() {
            return call("linear", from, to, steps);
        }
    }

    private record Polynomial(double lr, long steps, double power) implements Schedule {
        @Override
        public double at(long step) {
            return step >= steps ? 0 : lr * StrictMath.pow(1 - (double) step / steps, power);
        }

        @Override
        public String toString() {
            return call("polynomial", lr, steps, power);
        }
    }

    private record Cosine(double lr, long steps, double min) implements Schedule {
        @Override
        public double at(long step) {
            return halfCosine(lr, min, Math.min(1, (double) step / steps));
        }

        @Override
        public String toString() {
            return min == 0 ? call("cosine", lr, steps) : call("cosine", lr, steps, min);
        }
    }

    private record WarmRestarts(double lr, long steps, int growth, double min) implements Schedule {
        @Override
        public double at(long step) {
            long period = steps;
            long since = growth == 1 ? step % period : step;
            while (since >= period) {
                since -= period;
                period *= growth;
            }
            return halfCosine(lr, min, (double) since / period);
        }

        @Override
        public String toString() {
            return call("cosineWarmRestarts", lr, steps, growth, min);
        }
    }

    private record Warmup(long steps, Schedule then) implements Schedule {
        @Override
        public double at(long step) {
            return step >= steps ? then.at(step - steps) : then.at(0) * (step + 1) / (steps + 1);
        }

        @Override
        public List<Schedule> parts() {
            return List.of(then);
        }

        @Override
        public String toString() {
            return call("warmup", steps, text(then));
        }
    }

    private record Sequence(List<Schedule> parts, List<Long> milestones) implements Schedule {
        @Override
        public double at(long step) {
            int part = reached(milestones, step);
            return parts.get(part).at(part == 0 ? step : step - milestones.get(part - 1));
        }

        @Override
        public String toString() {
            return call("sequence", parts.stream().map(Schedules::text).toList(), milestones);
        }
    }

    private record Times(Schedule schedule, double factor) implements Schedule {
        @Override
        public double at(long step) {
            return schedule.at(step) * factor;
        }

        @Override
        public List<Schedule> parts() {
            return List.of(schedule);
        }

        @Override
        public String toString() {
            return text(schedule) + ".times(" + RuleSettings.text(factor) + ")";
        }
    }

    /** On the way from one to the other along half a cosine. */
    static double halfCosine(double from, double to, double share) {
        return to + (from - to) * (1 + StrictMath.cos(Math.PI * share)) / 2;
    }

    private static int reached(List<Long> milestones, long step) {
        return (int) milestones.stream().filter(milestone -> milestone <= step).count();
    }

    // ---- state and text

    /** Whether a schedule is another one or asks it; what a lambda asks is not known, and may be any. */
    static boolean mayAsk(Schedule schedule, Schedule wanted) {
        return schedule == wanted || schedule.getClass().isHidden()
                || schedule.parts().stream().anyMatch(part -> mayAsk(part, wanted));
    }

    /** What a schedule has of state: itself, and what it is made of. */
    static List<Stateful> stateful(Schedule schedule) {
        Stream<Stateful> own = schedule instanceof Stateful stateful ? Stream.of(stateful) : Stream.empty();
        Stream<Stateful> parts = schedule.parts().stream().flatMap(part -> stateful(part).stream());
        return Stream.concat(own, parts).toList();
    }

    /**
     * A schedule as text that is the same in each JVM, as it is compared when a state is loaded: in it, lambdas and
     * objects without a text of their own are named without the numbers that the JVM gives them.
     */
    static String text(Schedule schedule) {
        String text = LAMBDA.matcher(schedule.toString()).replaceAll("lambda");
        return OBJECT.matcher(text).replaceAll("$1");
    }

    /** A call as it is written in Java. */
    static String call(String name, Object... arguments) {
        return Arrays.stream(arguments).map(RuleSettings::text).collect(Collectors.joining(", ", name + "(", ")"));
    }

    static double rate(String name, double lr) {
        return Checks.nonNegative(name, "learning rate", lr);
    }

    static double factor(String name, double factor) {
        return Checks.nonNegative(name, "factor", factor);
    }

    static long atLeastOne(String name, String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + what + " " + value + " is less than 1");
        }
        return value;
    }

    private static Schedule part(String name, Schedule schedule) {
        return Required.nonNull(name + ": the schedule", schedule);
    }

    private static List<Long> ascending(String name, long... milestones) {
        Required.nonNull(name + ": the array of milestones", milestones);
        for (int i = 0; i < milestones.length; i++) {
            if (milestones[i] < 1 || i > 0 && milestones[i] <= milestones[i - 1]) {
                throw new IllegalArgumentException(name + ": milestones " + Arrays.toString(milestones)
                        + " are not numbers of 1 or more in ascending order");
            }
        }
        return LongStream.of(milestones).boxed().toList();
    }
}

package dev.lanewise.optim;

import dev.lanewise.state.State;
import dev.lanewise.tensor.GradMode;
import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/**
 * An update rule over a list of parameters: the class to extend for an optimizer. A rule registers the tensors that it
 * keeps for each parameter, its slots, and says in ops how one parameter is updated. For SGD with momentum:
 *
 * {@snippet :
 * final class Momentum extends UpdateRule {
 *     private final Slot velocity = slot("velocity");
 *
 *     Momentum(List<Tensor> parameters, double lr) {
 *         super(parameters, lr);
 *     }
 *
 *     @Override
 *     protected void update(Parameter p, LiveScalars live) {
 *         Tensor v = p.slot(velocity);
 *         v.assign(v.mul(0.9).add(p.grad()));
 *         p.value().assign(p.value().sub(v.mul(live.lr())));
 *     }
 * }
 * }
 *
 * <p>That is all: such a rule runs eagerly and captured with the same bits, captured steps fuse what it does to one
 * pass over each large parameter, and slots, counts and learning rate are saved and loaded. Settings that may change
 * between steps are named in {@link #settings}; then captured steps follow them, and they are printed and checked on
 * loading.
 *
 * <p>The learning rate is a number, or a {@link Schedule} that is asked at each step for the number of steps taken
 * before.
 */
public abstract class UpdateRule implements Optimizer {
    /** A tensor that a rule keeps for each parameter, of the parameter's shape. */
    public static final class Slot {
        private final String name;
        private final List<Tensor> parameters;
        private final List<Tensor> tensors;

        private Slot(String name, List<Tensor> parameters, List<Tensor> tensors) {
            this.name = name;
            this.parameters = parameters;
            this.tensors = tensors;
        }

        /** The name. */
        @Override
        public String toString() {
            return name;
        }
    }

    /**
     * A parameter that is to be updated.
     *
     * @param index its position in the list
     * @param value the parameter itself
     * @param grad its gradient
     */
    public record Parameter(int index, Tensor value, Tensor grad) {
        /**
         * What the rule keeps in a slot for this parameter.
         *
         * @throws IllegalArgumentException if the slot is another rule's
         */
        public Tensor slot(Slot slot) {
            if (index >= slot.parameters.size() || slot.parameters.get(index) != value) {
                throw new IllegalArgumentException("slot " + slot + " belongs to another optimizer than parameter "
                        + index + " " + value.shape());
            }
            return slot.tensors.get(index);
        }

        @Override
        public String toString() {
            return "parameter " + index + " " + value.shape();
        }
    }

    private final List<Tensor> parameters;
    private final List<Slot> slots = new ArrayList<>();
    private Schedule schedule;

    /** How many steps have been taken, and how many updates each parameter has had. */
    private long steps;
    private final long[] counts;

    /** The learning rate of the step that is being taken. */
    private double rate;

    /**
     * A rule with a learning rate that stays until it is set.
     *
     * @throws IllegalArgumentException if there are no parameters, one is null or no leaf, two have elements in common,
     *     or the learning rate is not a finite number of 0 or more
     * @throws IllegalStateException within a computation that is being captured
     */
    protected UpdateRule(List<Tensor> parameters, double lr) {
        this(parameters, new Schedules.Constant(lr));
    }

    /** As {@link #UpdateRule(List, double)} with a schedule of the learning rate. */
    protected UpdateRule(List<Tensor> parameters, Schedule lr) {
        refuseWithin("it is made in the middle of the captured computation, which would make it once, and keep its "
                + "state from run to run; make it before");
        this.parameters = Parameters.of(name(), parameters);
        this.counts = new long[parameters.size()];
        this.schedule = Required.nonNull(name() + ": the schedule of the learning rate", lr);
        rate(0);
    }

    // ---- what a rule says

    /**
     * Updates one parameter: reads its value, its gradient and its slots, and assigns to value and slots. Called within
     * {@link GradMode#noGrad}, in each step and for each parameter that has a gradient; in a captured step, once. So
     * numbers that change from step to step come from {@code live}, and what the method branches on are settings.
     *
     * @param live learning rate and number of the update
     */
    protected abstract void update(Parameter p, LiveScalars live);

    /**
     * Names the settings, in the order in which they are printed. When one has changed, captured steps are captured
     * anew.
     */
    protected void settings(Settings settings) {}

    /** Refuses settings that do not go together, with an exception; called before each step, when all are set. */
    protected void checkSettings() {}

    /**
     * Adds a slot of zeros. To be called when the rule is made, or when a setting that needs it is first set.
     *
     * @param name under which it is saved
     * @throws IllegalArgumentException if the name is empty, has a dot, or has been used
     */
    protected final Slot slot(String name) {
        return slot(name, parameter -> Tensor.zeros(parameter.shape()));
    }

    /**
     * Adds a slot.
     *
     * @param name under which it is saved
     * @param initial gives what a parameter's slot holds at first, which is copied
     * @throws IllegalArgumentException if the name is empty, has a dot, or has been used, or what is to be held has
     *     another shape than the parameter
     */
    protected final Slot slot(String name, UnaryOperator<Tensor> initial) {
        requireBetweenRuns("slot " + name);
        if (name.isEmpty() || name.contains(".") || name.equals(STEP) || name.equals(GRAD)
                || slots.stream().anyMatch(slot -> slot.name.equals(name))) {
            throw new IllegalArgumentException(
                    name() + ": a slot cannot be called '" + name + "': the name is empty, has a dot, or is taken");
        }
        List<Tensor> tensors = new ArrayList<>();
        for (int i = 0; i < parameters.size(); i++) {
            Tensor parameter = parameters.get(i);
            Tensor first = Required.nonNull(
                    name() + ": the first value of slot " + name + " of parameter " + i, initial.apply(parameter));
            if (!first.shape().equals(parameter.shape())) {
                throw new IllegalArgumentException(name() + ": slot " + name + " of parameter " + i + " is made with "
                        + "shape " + first.shape() + ", and the parameter has shape " + parameter.shape());
            }
            tensors.add(Tensor.wrap(first.toArray(), first.shape()));
        }
        Slot slot = new Slot(name, parameters, List.copyOf(tensors));
        slots.add(slot);
        return slot;
    }

    /**
     * Refuses to change a setting within a computation that is being captured; to be called by what sets it.
     *
     * @param setting what is set, for example {@code the momentum}
     * @throws IllegalStateException within such a computation: it would be set once
     */
    protected final void requireBetweenRuns(String setting) {
        refuseWithin(setting + " is set in the middle of the captured computation, and would "
                + "be set once; set it between runs, which replays follow");
    }

    private void refuseWithin(String what) {
        if (Recorder.isListening()) {
            Recorder.refuseWithin(name() + ": " + what);
        }
    }

    // ---- steps

    @Override
    public final List<Tensor> parameters() {
        return parameters;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalStateException also if an update fails: parameters before that one have been updated then
     */
    @Override
    public final void step() {
        checkSettings();
        List<Integer> updated = updated();
        if (updated.isEmpty()) {
            throw nothingToUpdate(name(), parameters);
        }
        try (GradMode.Scope _ = GradMode.noGrad()) {
            begin(updated);
            update(updated);
        }
    }

    /** The parameters that have a gradient and are not frozen, by their positions. */
    final List<Integer> updated() {
        return IntStream.range(0, parameters.size()).filter(i -> isUpdated(parameters.get(i))).boxed().toList();
    }

    private static boolean isUpdated(Tensor parameter) {
        return parameter.requiresGrad() && parameter.grad() != null; // a frozen one's gradient is ignored
    }

    /** The refusal of a step without any gradient. */
    static IllegalStateException nothingToUpdate(String name, List<Tensor> parameters) {
        int all = parameters.size();
        long frozen = parameters.stream().filter(parameter -> !parameter.requiresGrad()).count();
        return new IllegalStateException(name + (frozen == all
                ? ": step() has nothing to update, as all parameters are frozen"
                : ": step() finds no gradient on the " + (all - frozen) + " of " + all + " parameters that are not "
                        + "frozen; call backward() on a loss that is computed from them first"));
    }

    /** Begins a step, in which these parameters will be updated. */
    final void begin(List<Integer> updated) {
        new StepOp.Advance(this, updated).apply();
    }

    /** Counts a step; called when it is taken or replayed. If it fails, nothing has changed. */
    final void advance(List<Integer> updated) {
        checkSettings();
        rate = rate(steps);
        steps++;
        updated.forEach(i -> counts[i]++);
    }

    /** Updates these parameters, whose step has begun. */
    final void update(List<Integer> updated) {
        updateAll(updated.stream()
                .map(i -> new Parameter(i, parameters.get(i), gradient(parameters.get(i))))
                .toList());
    }

    private static Tensor gradient(Tensor parameter) {
        return Required.nonNull("step: the gradient", parameter.grad());
    }

    /** Updates parameters, one after the other; rules with a kernel update all at once. */
    void updateAll(List<Parameter> updated) {
        Settings settings = settings();
        Recorder.observe(this, () -> settings().equals(settings));
        for (Parameter parameter : updated) {
            try {
                update(parameter, new LiveScalars(this, parameter.index));
            } catch (RuntimeException e) {
                String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
                throw new IllegalStateException(name() + ": the update of " + parameter + " failed: " + why, e);
            }
        }
    }

    /** That of the step being taken. */
    final double rate() {
        return rate;
    }

    /** How many updates a parameter has had, that of the step being taken included. */
    final long count(int parameter) {
        return counts[parameter];
    }

    private double rate(long step) {
        double lr = schedule.at(step);
        if (!(lr >= 0 && lr < Double.POSITIVE_INFINITY)) {
            String where = schedule instanceof Schedules.Constant
                    ? ""
                    : " of " + Schedules.text(schedule) + " at step " + step;
            throw new IllegalArgumentException(
                    name() + ": learning rate " + lr + where + " is not a finite number of 0 or more");
        }
        return lr;
    }

    // ---- learning rate

    /**
     * The learning rate of the next step.
     *
     * @throws IllegalStateException within a computation that is being captured, as Java code would not see its value
     *        in replays
     */
    public final double lr() {
        refuseWithin("lr() reads the learning rate in the middle of the captured computation, and "
                + "would be one number for all its runs; read it between runs, or give it as an input");
        return rate(steps);
    }

    /**
     * Sets the learning rate from the next step on, in the place of a schedule if there is one.
     *
     * @throws IllegalArgumentException if it is not a finite number of 0 or more
     * @throws IllegalStateException within a computation that is being captured: it would be set once
     */
    public final void setLr(double lr) {
        requireBetweenRuns("the learning rate");
        this.schedule = new Schedules.Constant(nonNegative("learning rate", lr));
    }

    // ---- state

    private static final String STEP = "step";
    private static final String GRAD = "grad";

    /**
     * Names ({@index state_dict}) the rule, its settings, its schedule or learning rate and the number of steps; and
     * for each parameter, in a part named after its position, the slots, the number of updates, and the gradient if it
     * holds one. A rule that has further state overrides this and calls {@code super.state(state)}.
     */
    @Override
    public void state(State state) {
        state.setting("rule", name());
        state.part("settings", settings()::state);
        schedule = Schedules.state(state, schedule);
        steps = state.number(STEP, steps);
        for (int i = 0; i < counts.length; i++) {
            int parameter = i;
            state.part(Integer.toString(i), part -> state(part, parameter));
        }
    }

    private void state(State part, int i) {
        slots.forEach(slot -> part.tensor(slot.name, slot.tensors.get(i)));
        counts[i] = part.number(STEP, counts[i]);
        Tensor parameter = parameters.get(i);
        parameter.setGrad(part.optional(GRAD, parameter.shape(), parameter.grad()));
    }

    private Settings settings() {
        Settings settings = new Settings();
        settings(settings);
        return settings;
    }

    /** For example {@code Adam(lr=0.001, betas=(0.9, 0.999), eps=1e-8, weightDecay=0, 4 parameters)}. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        parts.add("lr=" + Schedules.text(schedule));
        parts.addAll(settings().texts());
        parts.add(parameters.size() == 1 ? "1 parameter" : parameters.size() + " parameters");
        return name() + "(" + String.join(", ", parts) + ")";
    }

    final String name() {
        String name = getClass().getSimpleName();
        return name.isEmpty() ? "UpdateRule" : name; // an anonymous class
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

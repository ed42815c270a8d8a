package dev.lanewise.optim;

import dev.lanewise.state.State;
import dev.lanewise.tensor.Recorder;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

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
    /** A tensor that a rule keeps for each parameter, of the parameter's shape unless it says another. */
    public static final class Slot {
        private final String name;
        final List<Tensor> parameters;
        final List<Optional<Tensor>> tensors;

        Slot(String name, List<Tensor> parameters, List<Optional<Tensor>> tensors) {
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
         * @throws IllegalArgumentException if the slot is another rule's, or has nothing for this parameter
         */
        public Tensor slot(Slot slot) {
            return Slots.tensor(slot, this);
        }

        @Override
        public String toString() {
            return "parameter " + index + " " + value.shape();
        }
    }

    private final List<Tensor> parameters;
    private final Slots slots;
    private final LearningRate lr;

    /** How many steps have been taken, and how many updates each parameter has had. */
    private long steps;
    private final long[] counts;

    /** Whether updates are going on. */
    private boolean updating;

    /** Whether fields have been checked, before and after a first update. */
    private boolean checked;

    /**
     * A rule with a learning rate that stays until it is set.
     *
     * @throws IllegalArgumentException if there are no parameters, one is null or no leaf, two have elements in common,
     *     or the learning rate is not a finite number of 0 or more
     * @throws IllegalStateException within a computation that is being captured
     */
    protected UpdateRule(List<Tensor> parameters, double lr) {
        this(name -> new LearningRate(name, lr), parameters);
    }

    /** As {@link #UpdateRule(List, double)} with a schedule of the learning rate. */
    protected UpdateRule(List<Tensor> parameters, Schedule lr) {
        this(name -> new LearningRate(name, lr), parameters);
    }

    private UpdateRule(Function<String, LearningRate> lr, List<Tensor> parameters) {
        refuseWithin("it is made in the middle of the captured computation, which would make it once, and keep its "
                + "state from run to run; make it before");
        this.parameters = Parameters.of(name(), parameters);
        this.slots = new Slots(name(), this.parameters);
        this.counts = new long[parameters.size()];
        this.lr = lr.apply(name());
    }

    // ---- what a rule says

    /**
     * Updates one parameter: reads its value, its gradient and its slots, and assigns to value and slots, to one at
     * least. Called without recording, in each step and for each parameter that has a gradient; in a captured step,
     * once. So numbers that change from step to step come from {@code live}, and what the method branches on are
     * settings. Tensors that are kept from step to step are slots: fields that hold others are refused, unless they are
     * transient.
     *
     * @param live learning rate and number of the update
     */
    protected abstract void update(Parameter p, LiveScalars live);

    /**
     * Names the settings, in the order in which they are printed. When one has changed, captured steps are captured
     * anew, but for {@link RuleSettings#addLive live} ones.
     */
    protected void settings(RuleSettings settings) {}

    /** Refuses settings that do not go together, with an exception; called before each step, when all are set. */
    protected void checkSettings() {}

    /**
     * Adds a slot of zeros. To be called when the rule is made, or when a setting that needs it is first set.
     *
     * @param name under which it is saved
     * @throws IllegalArgumentException if the name is empty, has a dot, or has been used
     */
    protected final Slot slot(String name) {
        return slotOfShape(name, shape -> shape);
    }

    /**
     * Adds a slot of zeros of other shapes than the parameters', as {@link #slot(String)} otherwise.
     *
     * @param shape gives the shape for that of a parameter; null if such a parameter needs nothing in this slot
     */
    protected final Slot slotOfShape(String name, Function<Shape, @Nullable Shape> shape) {
        return addable(name).addZeros(name, shape);
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
        return addable(name).add(name, initial);
    }

    private Slots addable(String name) {
        if (updating) {
            throw new IllegalStateException("slot " + name + " is added within an update, when state may have been "
                    + "loaded already; add it when the rule is made, or when a setting that needs it is set");
        }
        requireBetweenRuns("slot " + name);
        return slots;
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
     * @throws IllegalStateException also if an update fails. The step is not counted then; parameters and slots keep
     *     what has been written to them, those before the failure their new values
     */
    @Override
    public final void step() {
        Steps.take(name(), List.of(this));
    }

    /** Refuses a step, which changes nothing. */
    final void checkBeforeStep() {
        checkSettings();
        if (!checked) {
            FieldCheck.requireNoTensors(this);
        }
    }

    /** The learning rate of the next step, or a refusal of it. */
    final double nextRate() {
        checkSettings();
        return lr.at(steps);
    }

    /** Counts a step. */
    final void advance(double rate, List<Integer> updated) {
        lr.take(rate);
        count(updated, 1);
    }

    /** Counts a step, with 1, or takes it back, with -1. */
    void count(List<Integer> updated, int by) {
        steps += by;
        updated.forEach(i -> counts[i] += by);
    }

    /** Updates these parameters, whose step has begun. */
    final void update(List<Integer> updated) {
        updating = true;
        try {
            updateAll(updated.stream()
                    .map(i -> new Parameter(i, parameters.get(i),
                            Required.nonNull("step: the gradient", parameters.get(i).grad())))
                    .toList());
        } finally {
            updating = false;
        }
        if (!checked && !updated.isEmpty()) {
            FieldCheck.requireNoTensors(this);
            checked = true;
        }
    }

    /** Updates parameters, one after the other; rules with a kernel update all at once. */
    void updateAll(List<Parameter> updated) {
        Map<String, Object> fixed = settings().fixed();
        Recorder.observe(this, () -> settings().fixed().equals(fixed));
        for (Parameter parameter : updated) {
            long before = slots.versions(parameter);
            try {
                update(parameter, new LiveScalars(this, parameter.index));
                slots.requireWritten(parameter, before);
            } catch (RuntimeException e) {
                String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
                throw new IllegalStateException(name() + ": the update of " + parameter + " failed: " + why
                        + "; the step is not counted, but what has been written stays", e);
            }
        }
    }

    /** The learning rate of the step being taken. */
    final double rate() {
        return lr.now();
    }

    /** How many updates a parameter has had, that of the step being taken included. */
    final long count(int parameter) {
        return counts[parameter];
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
        return lr.at(steps);
    }

    /**
     * Sets the learning rate from the next step on, in the place of a schedule if there is one.
     *
     * @throws IllegalArgumentException if it is not a finite number of 0 or more
     * @throws IllegalStateException within a computation that is being captured: it would be set once
     */
    public final void setLr(double lr) {
        requireBetweenRuns("the learning rate");
        this.lr.set(lr);
    }

    /** Whether the learning rate is a schedule's that asks this one, as far as it is known. */
    final boolean mayAsk(Schedule wanted) {
        return lr.mayAsk(wanted);
    }

    // ---- state

    static final String STEP = "step";
    static final String GRAD = "grad";

    /**
     * Names ({@index state_dict}) the rule, its settings, its schedule or learning rate and the number of steps; and
     * for each parameter, in a part named after its position, the slots, the number of updates, and the gradient if it
     * holds one. A rule that has further state overrides this and calls {@code super.state(state)}.
     */
    @Override
    public void state(State state) {
        state.setting("rule", name());
        state.part("settings", settings()::state);
        state.part("lr", lr);
        steps = Checks.nonNegative(name(), STEP, state.number(STEP, steps));
        for (int i = 0; i < counts.length; i++) {
            int parameter = i;
            state.part(Integer.toString(i), part -> state(part, parameter));
        }
    }

    /** The state of a parameter. */
    void state(State part, int i) {
        slots.state(part, i);
        counts[i] = Checks.nonNegative(name(), STEP, part.number(STEP, counts[i]));
        Tensor parameter = parameters.get(i);
        parameter.setGrad(part.optional(GRAD, parameter.shape(), parameter.grad()));
    }

    private RuleSettings settings() {
        RuleSettings settings = new RuleSettings();
        settings(settings);
        return settings;
    }

    /** For example {@code Adam(lr=0.001, betas=(0.9, 0.999), eps=1e-8, weightDecay=0, 4 parameters)}. */
    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        parts.add("lr=" + lr);
        parts.addAll(settings().texts());
        parts.add(parameters.size() == 1 ? "1 parameter" : parameters.size() + " parameters");
        return name() + "(" + String.join(", ", parts) + ")";
    }

    final String name() {
        String name = getClass().getSimpleName();
        return name.isEmpty() ? "UpdateRule" : name; // an anonymous class
    }

    /**
     * Checks a setting.
     *
     * @param what it is, for example {@code weight decay}
     * @return the value
     * @throws IllegalArgumentException if it is not a finite number of 0 or more
     */
    protected final double nonNegative(String what, double value) {
        return Checks.nonNegative(name(), what, value);
    }

    /**
     * Checks a setting, such as a decay.
     *
     * @param what it is, for example {@code beta1}
     * @return the value
     * @throws IllegalArgumentException if it is not within 0 and 1, or is 1
     */
    protected final double decay(String what, double value) {
        return Checks.share(name(), what, value);
    }
}

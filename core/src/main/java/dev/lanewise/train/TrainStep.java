package dev.lanewise.train;

import dev.lanewise.program.Arena;
import dev.lanewise.program.Options;
import dev.lanewise.program.Program;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A training step that is captured on its first run and replayed from then on.
 *
 * {@snippet :
 * TrainStep step = TrainStep.capture((x, y) -> {
 *     Tensor loss = Losses.crossEntropy(model.forward(x), y);
 *     loss.backward();
 *     optimizer.step();
 *     return loss;
 * });
 * for (Batch batch : loader) {
 *     float loss = step.run(batch.inputs(), batch.labels()).item();
 * }
 * }
 *
 * <p>The bits are those of the same step run eagerly and followed by {@code optimizer.zeroGrad()}: learning rate,
 * Adam's step count and random numbers advance alike, and a step begins and ends without gradients. To accumulate the
 * gradients of several batches, see {@link #keepGradients}. Values can be read when the step has returned them as
 * outputs, not within it.
 *
 * <p>Each combination of shapes, grad mode where the step depends on it, train or eval mode, and frozen parameters has
 * a plan of its own, and the most recently used are kept ({@link #plans}); so the smaller last batch of an epoch is not
 * planned anew. A run that changes modes is not kept as a plan: until they are the same before and after it, the step
 * is run eagerly each time.
 *
 * <p>What a replay follows, what is refused, and what only the caller can know (a Java counter, a tensor made from Java
 * values, an object that is replaced) is listed at {@link Program}. If in doubt, {@link #verify} or
 * {@code -Dlanewise.capture=verify} runs the first steps of each plan eagerly, compares them with what was captured,
 * and names the first difference.
 *
 * <p>A step is for one thread at a time; a run that begins during another is refused.
 *
 * @see Program what can be captured, and what cannot
 */
public final class TrainStep {
    /** How many plans are kept unless {@link #plans} says otherwise. */
    public static final int PLANS = 8;

    /** A step that gives its loss. */
    @FunctionalInterface
    public interface Step {
        Tensor run(Tensor x, IntTensor y);
    }

    /** A step that gives several values by name. */
    @FunctionalInterface
    public interface NamedStep {
        Map<String, ? extends Value> run(Tensor x, IntTensor y);
    }

    /** A step on inputs other than a batch and its labels. */
    @FunctionalInterface
    public interface ListStep {
        Map<String, ? extends Value> run(List<? extends Value> inputs);
    }

    /** The name under which {@link #capture} keeps the loss. */
    private static final String LOSS = "loss";

    private record Plan(Program program, List<String> names) {}

    private final ListStep step;
    /** The most recently used one comes first. */
    private final List<Plan> plans = new ArrayList<>();

    private final Discarded discarded = new Discarded();
    private final AtomicReference<@Nullable Thread> runner = new AtomicReference<>();
    private int most = PLANS;
    private boolean begun;
    private Options options = Options.defaults().on(new Arena());

    private TrainStep(ListStep step) {
        this.step = step;
    }

    /** A step to be captured that gives its loss ({@index compile}). */
    public static TrainStep capture(Step step) {
        return captureNamed((x, y) -> {
            Tensor loss = step.run(x, y);
            if (loss == null) { // a user's step need not be null-checked
                throw new IllegalArgumentException("step: it returned null, not its loss");
            }
            return Map.of(LOSS, loss);
        });
    }

    /** A step to be captured that gives several values; {@link #run} gives the one called {@code loss}. */
    public static TrainStep captureNamed(NamedStep step) {
        return new TrainStep(in -> {
            if (in.size() == 2 && in.get(0) instanceof Tensor x && in.get(1) instanceof IntTensor y) {
                return step.run(x, y);
            }
            throw new IllegalArgumentException(
                    "step: it takes a tensor of floats and labels (an IntTensor), and is given "
                            + in.stream().map(Spec::of).toList() + "; captureNamed(inputs -> ...) takes any inputs");
        });
    }

    /** As {@link #captureNamed(NamedStep)} for a step on other inputs, e.g. a batch and targets that are floats. */
    public static TrainStep captureNamed(ListStep step) {
        return new TrainStep(step);
    }

    /**
     * Keeps gradients that no update within the step uses on their leaves, where they accumulate from run to run, to be
     * used between runs: the way to take one optimizer step for several batches.
     *
     * {@snippet :
     * TrainStep accumulate = TrainStep.capture((x, y) -> {
     *     Tensor loss = Losses.crossEntropy(model.forward(x), y).div(4f);
     *     loss.backward();
     *     return loss;
     * }).keepGradients();
     * for (Batch batch : loader) {
     *     accumulate.run(batch.inputs(), batch.labels());
     *     if (++batches % 4 == 0) {
     *         optimizer.step();
     *         optimizer.zeroGrad();
     *     }
     * }
     * }
     *
     * <p>The bits are those of eager accumulation: the first gradient is copied, the next are added to it. Gradients
     * that {@code optimizer.step()} within the step has used are dropped as ever. A step that reads a gradient is
     * refused if the leaf has one from before.
     *
     * @return this
     * @throws IllegalStateException if the step has been run already
     */
    public TrainStep keepGradients() {
        requireNew("keepGradients");
        options = options.keepGradients();
        return this;
    }

    /**
     * Runs the first steps of each plan eagerly instead of replaying them, and compares what they do with what was
     * captured; a step that differs fails with the first difference, after it has had its effects.
     * {@code -Dlanewise.capture=verify} does so for every step.
     *
     * @param runs how many for each plan; 0 for none
     * @return this
     * @throws IllegalStateException if the step has been run already
     */
    public TrainStep verify(int runs) {
        requireNew("verify");
        options = options.verify(runs);
        return this;
    }

    /**
     * Sets how many plans are kept, {@value #PLANS} until set otherwise. Their buffers lie in one array, as large as
     * the largest plan needs.
     *
     * @return this
     * @throws IllegalArgumentException if {@code count} is less than 1
     * @throws IllegalStateException if the step has been run already
     */
    public TrainStep plans(int count) {
        requireNew("plans");
        if (count < 1) {
            throw new IllegalArgumentException("plans: " + count + " asked for, at least 1 must be kept");
        }
        most = count;
        return this;
    }

    private void requireNew(String setting) {
        if (begun) {
            throw new IllegalStateException(
                    setting + ": the step has been run already; call this before its first run");
        }
    }

    /**
     * Takes one step and returns its loss.
     *
     * @throws IllegalStateException if the step does what cannot be captured, another thread is running it, or a
     *     verified run differs from what was captured
     * @throws IllegalArgumentException if the step gives no tensor called {@code loss}, or null
     */
    public Tensor run(Tensor x, IntTensor y) {
        return runNamed(x, y).tensor(LOSS);
    }

    /** Takes one step and returns its values by name, as copies. */
    public Outputs runNamed(Tensor x, IntTensor y) {
        return runNamed(Arrays.asList(x, y)); // null is refused with a sentence
    }

    /** As {@link #runNamed(Tensor, IntTensor)} for a step on other inputs. */
    public Outputs runNamed(List<? extends Value> inputs) {
        Thread other = runner.compareAndExchange(null, Thread.currentThread());
        if (other != null) {
            throw new IllegalStateException("step: thread " + other.getName() + " is running it, and thread "
                    + Thread.currentThread().getName()
                    + " begins another run; a step is for one thread at a time, so give each a step of its own");
        }
        begun = true;
        try {
            return outputs(inputs);
        } finally {
            runner.set(null);
        }
    }

    /** Replays the plan that fits and moves it to the front of the list, or makes one. */
    private Outputs outputs(List<? extends Value> inputs) {
        for (int i = 0; i < plans.size(); i++) {
            Plan plan = plans.get(i);
            if (plan.program.fits(inputs)) {
                if (i > 0) {
                    plans.addFirst(plans.remove(i));
                }
                return new Outputs(plan.names, plan.program.run(inputs));
            }
        }
        return first(inputs);
    }

    /** Runs the step eagerly while it is captured. */
    private Outputs first(List<? extends Value> inputs) {
        List<String> names = new ArrayList<>();
        Program.Captured captured = Program.capture(options, inputs, in -> {
            List<String> given = new ArrayList<>();
            List<Value> values = new ArrayList<>();
            named(in).forEach((name, value) -> {
                if (name == null || value == null) { // a user's map need not be null-checked
                    throw new IllegalArgumentException("step: it gives " + (value == null ? "null" : "a value")
                            + (name == null ? " without a name" : " as " + name));
                }
                given.add(name);
                values.add(value);
            });
            if (names.isEmpty()) {
                names.addAll(given);
            } else if (!names.equals(given)) { // a run that is verified
                throw new IllegalStateException("verify: this run of the step gives " + given + ", and gave " + names
                        + " when it was captured");
            }
            return values;
        });
        Program program = captured.program();
        if (program.isRepeatable()) {
            if (plans.size() == most) {
                discarded.add(plans.removeLast().program.inputs());
            }
            discarded.captured(program.inputs(), most);
            plans.addFirst(new Plan(program, List.copyOf(names)));
        }
        return new Outputs(List.copyOf(names), captured.outputs());
    }

    private Map<String, ? extends Value> named(List<? extends Value> inputs) {
        Map<String, ? extends Value> outputs = step.run(inputs);
        if (outputs == null) { // a user's step need not be null-checked
            throw new IllegalArgumentException("step: it returned null, not its values by name");
        }
        return outputs;
    }

    /** What a step gave, by name. */
    public static final class Outputs {
        private final List<String> names;
        private final List<Value> values;

        private Outputs(List<String> names, List<Value> values) {
            this.names = names;
            this.values = values;
        }

        /** The names, in the order in which the step gave them. */
        public List<String> names() {
            return names;
        }

        /**
         * The tensor with this name.
         *
         * @throws IllegalArgumentException if the step gave none
         */
        public Tensor tensor(String name) {
            if (value(name) instanceof Tensor tensor) {
                return tensor;
            }
            throw new IllegalArgumentException("step: the value called " + name + " is not a tensor of floats");
        }

        /**
         * The value with this name.
         *
         * @throws IllegalArgumentException if the step gave none
         */
        public Value value(String name) {
            int index = names.indexOf(name);
            if (index < 0) {
                throw new IllegalArgumentException("step: it gives no value called " + name + ", but " + names);
            }
            return values.get(index);
        }
    }
}

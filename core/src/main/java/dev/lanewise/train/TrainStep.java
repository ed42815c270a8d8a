package dev.lanewise.train;

import dev.lanewise.data.Batched;
import dev.lanewise.jfr.Flight;
import dev.lanewise.jfr.TrainStepEvent;
import dev.lanewise.program.Arena;
import dev.lanewise.program.Backend;
import dev.lanewise.program.Options;
import dev.lanewise.program.Program;
import dev.lanewise.replay.Form;
import dev.lanewise.replay.Programs;
import dev.lanewise.replay.StandIn;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.text.Required;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A training step that is captured on its first run and replayed from then on.
 *
 * {@snippet :
 * TrainStep<Batch<Tensor, IntTensor>> step = TrainStep.capture(batch -> {
 *     Tensor loss = Losses.crossEntropy(model.forward(batch.inputs()), batch.targets());
 *     loss.backward();
 *     optimizer.step();
 *     return loss;
 * });
 * for (Batch<Tensor, IntTensor> batch : loader) {
 *     float loss = step.run(batch).item();
 * }
 * }
 *
 * <p>Any record of tensors can be a batch ({@link Batched}).
 *
 * <p>The bits are those of the same step run eagerly and followed by {@code optimizer.zeroGrad()}: learning rate,
 * Adam's step count and random numbers advance alike, and a step begins and ends without gradients. To accumulate the
 * gradients of several batches, see {@link #keepGradients}. Values can be read when the step has returned them as
 * outputs, not within it.
 *
 * <p>Each combination of shapes, of what a batch is besides its tensors ({@link Batched}), grad mode where the step
 * depends on it, train or eval mode, and frozen parameters has a plan of its own, and the most recently used are kept
 * ({@link #plans}); so the smaller last batch of an epoch is not planned anew. A run that changes modes is not kept as
 * a plan: until they are the same before and after it, the step is run eagerly each time.
 *
 * <p>What a replay follows, what is refused, and what only the caller can know (a Java counter, a tensor made from Java
 * values, an object that is replaced) is listed at {@link Program}. If in doubt, {@link #verify} or
 * {@code -Dlanewise.capture=verify} runs the first steps of each plan eagerly, compares them with what was captured,
 * and names the first difference.
 *
 * <p>A step is for one thread at a time; a run that begins during another is refused.
 *
 * @param <B> a batch
 * @see Program what can be captured, and what cannot
 */
public final class TrainStep<B extends Batched<B>> {
    /** How many plans are kept unless {@link #plans} says otherwise. */
    public static final int PLANS = Programs.KEPT;

    /** The name under which {@link #capture} keeps the loss. */
    private static final String LOSS = "loss";

    private final Function<B, Map<String, ? extends Value>> step;
    private final AtomicReference<@Nullable Thread> runner = new AtomicReference<>();

    /** Programs with the names of their outputs. */
    private Programs<List<String>> programs = new Programs<>("step", PLANS);

    private Options options = Options.defaults().on(new Arena());
    private boolean begun;

    /** The batch of the run in progress. */
    private @Nullable B current;

    private TrainStep(Function<B, Map<String, ? extends Value>> step) {
        this.step = step;
    }

    /**
     * A step to be captured that gives its loss ({@index compile}).
     *
     * @param step takes a batch
     * @throws IllegalArgumentException if it is null
     */
    public static <B extends Batched<B>> TrainStep<B> capture(Function<B, Tensor> step) {
        Required.nonNull("step: the computation", step);
        return captureNamed(batch -> {
            Tensor loss = step.apply(batch);
            if (loss == null) { // a user's step need not be null-checked
                throw new IllegalArgumentException("step: it returned null, not its loss");
            }
            return Map.of(LOSS, loss);
        });
    }

    /**
     * A step to be captured that gives several values; {@link #run} gives the one called {@code loss}.
     *
     * @param step takes a batch
     * @throws IllegalArgumentException if it is null
     */
    public static <B extends Batched<B>> TrainStep<B> captureNamed(Function<B, Map<String, ? extends Value>> step) {
        return new TrainStep<>(Required.nonNull("step: the computation", step));
    }

    /**
     * Keeps gradients that no update within the step uses on their leaves, where they accumulate from run to run, to be
     * used between runs: the way to take one optimizer step for several batches.
     *
     * {@snippet :
     * TrainStep<Batch<Tensor, IntTensor>> accumulate = TrainStep.capture((Batch<Tensor, IntTensor> batch) -> {
     *     Tensor loss = Losses.crossEntropy(model.forward(batch.inputs()), batch.targets()).div(4f);
     *     loss.backward();
     *     return loss;
     * }).keepGradients();
     * for (Batch<Tensor, IntTensor> batch : loader) {
     *     accumulate.run(batch);
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
    public TrainStep<B> keepGradients() {
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
    public TrainStep<B> verify(int runs) {
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
    public TrainStep<B> plans(int count) {
        requireNew("plans");
        programs = new Programs<>("step", count);
        return this;
    }

    /**
     * Has every step but the first of each plan, which is captured, run by a device.
     *
     * @return this
     * @throws IllegalArgumentException if it is null
     * @throws IllegalStateException if the step has been run already
     */
    public TrainStep<B> on(Backend device) {
        requireNew("on");
        options = options.on(device);
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
     * @throws IllegalArgumentException if the batch is null or breaks its contract, or the step gives no tensor called
     *     {@code loss}, or null
     */
    public Tensor run(B batch) {
        return runNamed(batch).tensor(LOSS);
    }

    /** Takes one step and returns its values by name, as copies. */
    public Outputs runNamed(B batch) {
        List<Value> inputs = StandIn.values("step", "batch", batch);
        Thread other = runner.compareAndExchange(null, Thread.currentThread());
        if (other != null) {
            throw new IllegalStateException("step: thread " + other.getName() + " is running it, and thread "
                    + Thread.currentThread().getName()
                    + " begins another run; a step is for one thread at a time, so give each a step of its own");
        }
        begun = true;
        current = batch;
        try {
            TrainStepEvent event = Flight.trainStep();
            Programs.Entry<List<String>> fitting = programs.find(batch, inputs);
            Outputs outputs = fitting == null
                    ? first(batch, inputs)
                    : new Outputs(fitting.remembered(), fitting.program().run(inputs));
            if (event != null) {
                event.end(fitting == null, programs.size());
            }
            return outputs;
        } finally {
            current = null;
            runner.set(null);
        }
    }

    /** Runs the step eagerly while it is captured. */
    private Outputs first(B batch, List<Value> inputs) {
        Form<B> form = Form.of("step", batch, inputs);
        List<String> names = new ArrayList<>();
        Program.Captured captured = Program.capture(options, inputs, in -> {
            List<String> given = new ArrayList<>();
            List<Value> values = new ArrayList<>();
            named(List.copyOf(in)).forEach((name, value) -> {
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
        List<String> given = List.copyOf(names);
        programs.add(form, captured.program(), given);
        return new Outputs(given, captured.outputs());
    }

    /** What the step gives for a batch on these values. */
    private Map<String, ? extends Value> named(List<Value> values) {
        Map<String, ? extends Value> outputs = StandIn.apply("step", step, Objects.requireNonNull(current), values);
        if (outputs == null) { // a user's step need not be null-checked
            throw new IllegalArgumentException("step: it returned null, not its values by name");
        }
        return outputs;
    }

    /** For example {@code TrainStep(2 of 8 plans)}. */
    @Override
    public String toString() {
        return "TrainStep(" + programs.size() + " of " + programs.most() + " plans)";
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

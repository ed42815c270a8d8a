package dev.lanewise.train;

import dev.lanewise.program.Program;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
 * Adam's step count and random numbers move on alike, and a step begins and ends without gradients. Values can be
 * looked at where the step has given them as outputs, not within it.
 *
 * <p>Shapes, train or eval mode and frozen parameters each have a plan of their own, of which the {@value #PLANS} used
 * last are kept; so the smaller last batch of an epoch does not plan anew. A step that leaves modes otherwise than it
 * found them is captured anew, that is run eagerly, until they are the same at both ends. For one thread at a time.
 *
 * @see Program what can be captured, and what not
 */
public final class TrainStep {
    /** Plans that are kept. */
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

    /** A step on other inputs than a batch and its labels. */
    @FunctionalInterface
    public interface ListStep {
        Map<String, ? extends Value> run(List<? extends Value> inputs);
    }

    /** The name under which {@link #capture} keeps the loss. */
    private static final String LOSS = "loss";

    private record Plan(Program program, List<String> names) {}

    private final ListStep step;
    /** The one used last comes first. */
    private final List<Plan> plans = new ArrayList<>();

    private TrainStep(ListStep step) {
        this.step = step;
    }

    /** A step to be captured that gives its loss ({@index compile}). */
    public static TrainStep capture(Step step) {
        return captureNamed((x, y) -> Map.of(LOSS, step.run(x, y)));
    }

    /** A step to be captured that gives several values; {@link #run} gives the one called {@code loss}. */
    public static TrainStep captureNamed(NamedStep step) {
        return new TrainStep(in -> step.run((Tensor) in.get(0), (IntTensor) in.get(1)));
    }

    /** As {@link #captureNamed(NamedStep)} for a step on other inputs, e.g. a batch and targets that are floats. */
    public static TrainStep captureNamed(ListStep step) {
        return new TrainStep(step);
    }

    /**
     * Takes one step and gives its loss.
     *
     * @throws IllegalStateException if the step does what cannot be captured
     * @throws IllegalArgumentException if the step gives no tensor called {@code loss}
     */
    public Tensor run(Tensor x, IntTensor y) {
        return runNamed(x, y).tensor(LOSS);
    }

    /** Takes one step and gives its values by name, as copies. */
    public Outputs runNamed(Tensor x, IntTensor y) {
        return runNamed(List.of(x, y));
    }

    /** As {@link #runNamed(Tensor, IntTensor)} for a step on other inputs. */
    public Outputs runNamed(List<? extends Value> inputs) {
        List<Value> values = outputs(inputs);
        return new Outputs(current().names, values);
    }

    /** What a step gave, by name. */
    public static final class Outputs {
        private final List<String> names;
        private final List<Value> values;

        private Outputs(List<String> names, List<Value> values) {
            this.names = names;
            this.values = values;
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

    /** The plan that ran last. */
    private Plan current() {
        return plans.getFirst();
    }

    private List<Value> outputs(List<? extends Value> inputs) {
        for (int i = 0; i < plans.size(); i++) {
            if (plans.get(i).program.fits(inputs)) {
                if (i > 0) {
                    plans.addFirst(plans.remove(i));
                }
                return current().program.run(inputs);
            }
        }
        return first(inputs);
    }

    /** Runs the step eagerly while it is captured. */
    private List<Value> first(List<? extends Value> inputs) {
        List<String> names = new ArrayList<>();
        Program.Captured captured = Program.capture(inputs, in -> {
            Map<String, ? extends Value> outputs = step.run(in);
            names.addAll(outputs.keySet());
            return List.copyOf(outputs.values());
        });
        if (plans.size() == PLANS) {
            plans.removeLast();
        }
        plans.addFirst(new Plan(captured.program(), List.copyOf(names)));
        return captured.outputs();
    }
}

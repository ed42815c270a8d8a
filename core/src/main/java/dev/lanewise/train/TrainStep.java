package dev.lanewise.train;

import dev.lanewise.program.Program;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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
 * <p>The bits are those of the eager step: learning rate, Adam's step count and random numbers move on alike. A step begins
 * and ends without gradients. Shapes, train or eval mode and frozen parameters each have a plan of their own, of which the
 * {@value #PLANS} used last are kept; so the smaller last batch of an epoch does not plan anew. For one thread at a time.
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

    /** The name under which {@link #capture} keeps the loss. */
    private static final String LOSS = "loss";

    /** A plan and the names of its outputs. */
    private record Plan(Program program, List<String> names) {
        Map<String, Value> named(List<Value> outputs) {
            Map<String, Value> named = new LinkedHashMap<>();
            for (int i = 0; i < outputs.size(); i++) {
                named.put(names.get(i), outputs.get(i));
            }
            return named;
        }
    }

    private final NamedStep step;
    private final Deque<Plan> plans = new ArrayDeque<>();

    private TrainStep(NamedStep step) {
        this.step = step;
    }

    /** A step to be captured that gives its loss. */
    public static TrainStep capture(Step step) {
        return new TrainStep((x, y) -> Map.of(LOSS, step.run(x, y)));
    }

    /** A step to be captured that gives several values, for {@link #runNamed}; one of them is called {@code loss}. */
    public static TrainStep captureNamed(NamedStep step) {
        return new TrainStep(step);
    }

    /** Takes one step and gives its loss. */
    public Tensor run(Tensor x, IntTensor y) {
        Value loss = Objects.requireNonNull(runNamed(x, y).get(LOSS), "the step gives no value named loss");
        return (Tensor) loss;
    }

    /** Takes one step and gives its values by name, as copies. */
    public Map<String, Value> runNamed(Tensor x, IntTensor y) {
        List<Value> inputs = List.of(x, y);
        for (Plan plan : plans) {
            if (plan.program.fits(inputs)) {
                moveToFront(plan);
                return plan.named(plan.program.run(inputs));
            }
        }
        return first(inputs);
    }

    private void moveToFront(Plan plan) {
        if (plan != plans.peekFirst()) {
            plans.remove(plan);
            plans.addFirst(plan);
        }
    }

    /** Runs the step eagerly while it is captured. */
    private Map<String, Value> first(List<Value> inputs) {
        List<String> names = new ArrayList<>();
        Program.Captured captured = Program.capture(inputs, in -> {
            Map<String, ? extends Value> outputs = step.run((Tensor) in.get(0), (IntTensor) in.get(1));
            names.addAll(outputs.keySet());
            return List.copyOf(outputs.values());
        });
        Plan plan = new Plan(captured.program(), names);
        if (plans.size() == PLANS) {
            plans.removeLast();
        }
        plans.addFirst(plan);
        return plan.named(captured.outputs());
    }
}

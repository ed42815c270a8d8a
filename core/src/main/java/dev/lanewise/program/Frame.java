package dev.lanewise.program;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The buffers of one run at a time: every value of a plan in its place, and the arguments of every step ready to hand over. */
final class Frame {
    private final Plan plan;
    private final @Nullable Value[] values;
    private final Value[][] in;
    private final Value[][] out;

    /** Steps whose arguments depend on the inputs' storage: they are filled in, and views taken, in each run. */
    private final boolean[] bound;

    Frame(Plan plan) {
        this.plan = plan;
        this.values = new Value[plan.values()];
        int count = plan.steps().size();
        this.in = new Value[count][];
        this.out = new Value[count][];
        this.bound = new boolean[count];
        float[] arena = new float[plan.arena()];
        boolean[] fromInput = new boolean[plan.values()];
        for (int number = 0; number < values.length; number++) {
            fromInput[number] = number < plan.inputs();
            values[number] = plan.fixed(number);
        }
        for (int i = 0; i < count; i++) {
            Plan.Step step = plan.steps().get(i);
            for (int number : step.in()) {
                bound[i] |= fromInput[number];
            }
            in[i] = arguments(step);
            out[i] = new Value[step.out().length];
            if (step.op().isView()) {
                fromInput[step.out()[0]] = fromInput[step.in()[0]];
                if (!bound[i]) {
                    out[i] = step.op().evaluate(in[i]);
                }
            } else {
                for (int o = 0; o < out[i].length; o++) {
                    out[i][o] = buffer(arena, step.out()[o]);
                }
            }
            keep(step, out[i]);
        }
    }

    private Value buffer(float[] arena, int number) {
        Spec spec = plan.spec(number);
        return spec.type() == Spec.Type.FLOAT
                ? Tensor.wrap(arena, plan.place(number), spec.shape())
                : spec.allocate();
    }

    private void keep(Plan.Step step, Value[] results) {
        for (int o = 0; o < results.length; o++) {
            values[step.out()[o]] = results[o];
        }
    }

    @SuppressWarnings("NullAway") // what depends on the inputs is filled in before the step is run
    private Value[] arguments(Plan.Step step) {
        Value[] arguments = new Value[step.in().length];
        for (int a = 0; a < arguments.length; a++) {
            arguments[a] = values[step.in()[a]];
        }
        return arguments;
    }

    /** Runs the steps in order and copies the outputs. */
    List<Value> run(List<? extends Value> inputs) {
        for (int i = 0; i < plan.inputs(); i++) {
            values[i] = inputs.get(i);
        }
        List<Plan.Step> steps = plan.steps();
        for (int i = 0; i < in.length; i++) {
            Plan.Step step = steps.get(i);
            if (bound[i]) {
                in[i] = arguments(step);
                if (step.op().isView()) {
                    keep(step, step.op().evaluate(in[i]));
                    continue;
                }
            }
            step.source().get().execute(in[i], out[i]);
        }
        List<Value> results = new ArrayList<>();
        for (int number : plan.outputs()) {
            results.add(copy(values[number]));
        }
        return results;
    }

    private static Value copy(@Nullable Value value) {
        return switch (value) {
            case Tensor x -> Tensor.wrap(x.toArray(), x.shape());
            case IntTensor x -> IntTensor.wrap(x.toArray(), x.shape());
            case BoolTensor x -> BoolTensor.of(x.shape(), x.toArray());
            case null -> throw new IllegalStateException("program: an output was not computed");
        };
    }
}

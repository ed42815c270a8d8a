package dev.lanewise.program;

import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A tape with the captured values replaced by numbers, while it may still be rewritten: inputs first, then whatever the
 * steps name. Of the capturing run nothing stays alive but values from outside.
 */
final class Draft {
    /** An application: its op, what gives the op of each run if it changes, and the numbers of its values. */
    record Step(@Nullable Supplier<? extends Op> live, Op op, int[] in, int[] out) {
        /**
         * Whether the step does something though nobody reads its outputs: it writes, or moves a run-time scalar on.
         */
        boolean hasEffect() {
            return live != null || op.writes();
        }
    }

    private final List<Spec> specs = new ArrayList<>();
    private final List<@Nullable Value> fixed = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final int inputs;
    private final int[] outputs;

    Draft(List<Tape.Entry> entries, List<? extends Value> inputs, List<? extends Value> outputs) {
        IdentityHashMap<Value, Integer> numbers = new IdentityHashMap<>();
        this.inputs = inputs.size();
        inputs.forEach(input -> numbers.put(input, number(input, null)));
        for (Tape.Entry entry : entries) {
            int[] in = Arrays.stream(entry.in()).mapToInt(value -> used(value, numbers)).toArray();
            int[] out = new int[entry.out().length];
            for (int o = 0; o < out.length; o++) {
                out[o] = number(entry.out()[o], null);
                numbers.put(entry.out()[o], out[o]);
            }
            steps.add(new Step(entry.live(), entry.op(), in, out));
        }
        this.outputs = outputs.stream().mapToInt(value -> used(value, numbers)).toArray();
    }

    /** The number of a value that is used; one that nobody has made comes from outside and stays what it is. */
    private int used(Value value, IdentityHashMap<Value, Integer> numbers) {
        return numbers.computeIfAbsent(value, outside -> number(outside, outside));
    }

    private int number(Value value, @Nullable Value outside) {
        specs.add(Spec.of(value));
        fixed.add(outside);
        return specs.size() - 1;
    }

    /** Takes out steps without effect on outputs, later steps or state, and values that nobody uses then. */
    void dropUnused() {
        boolean[] needed = new boolean[specs.size()];
        for (int output : outputs) {
            needed[output] = true;
        }
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
            boolean keep = step.hasEffect();
            for (int out : step.out) {
                keep |= needed[out];
            }
            if (!keep) {
                steps.remove(i);
                continue;
            }
            for (int in : step.in) {
                needed[in] = true;
            }
        }
        for (int number = 0; number < needed.length; number++) {
            if (!needed[number]) {
                fixed.set(number, null);
            }
        }
    }

    /** The steps in the order in which they run; a {@link Rewrite} changes this list. */
    List<Step> steps() {
        return steps;
    }

    /** Lets steps and the whole read one value in place of another that holds the same elements. */
    void replace(int number, int by) {
        steps.forEach(step -> replace(step.in, number, by));
        replace(outputs, number, by);
    }

    private static void replace(int[] numbers, int number, int by) {
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = numbers[i] == number ? by : numbers[i];
        }
    }

    /** For each value how often steps read it; outputs of the whole count as one reading more. */
    int[] readers() {
        int[] readers = new int[specs.size()];
        for (Step step : steps) {
            for (int in : step.in) {
                readers[in]++;
            }
        }
        for (int output : outputs) {
            readers[output]++;
        }
        return readers;
    }

    /** How many values there are; the first {@link #inputs()} are the inputs. */
    int values() {
        return specs.size();
    }

    int inputs() {
        return inputs;
    }

    int[] outputs() {
        return outputs;
    }

    Spec spec(int number) {
        return specs.get(number);
    }

    /** The value from outside with this number, or null. */
    @Nullable
    Value fixed(int number) {
        return fixed.get(number);
    }
}

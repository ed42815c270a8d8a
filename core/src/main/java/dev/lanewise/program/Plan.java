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
 * A tape with the captured values replaced by numbers: inputs first, then whatever the steps name. It says for each
 * value what it is and, where a step computes it, at which place of a frame's array. Of the capturing run nothing stays
 * alive but values from outside.
 */
final class Plan {
    /** An application: its op, what gives the op of each run if it changes, and the numbers of its values. */
    record Step(@Nullable Supplier<? extends Op> live, Op op, int[] in, int[] out) {
        /**
         * Whether the step does something though nobody reads its outputs: it writes, or moves a run-time scalar on.
         */
        boolean hasEffect() {
            return live != null || op.writes() != 0;
        }
    }

    private final List<Spec> specs = new ArrayList<>();
    private final List<@Nullable Value> fixed = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final int inputs;
    private final int[] outputs;
    private final int[] places;
    private final int arena;

    Plan(List<Tape.Entry> entries, List<? extends Value> inputs, List<? extends Value> outputs) {
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
        dropUnused();
        this.places = new int[specs.size()];
        this.arena = place();
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
    private void dropUnused() {
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

    /** Gives every float buffer that a step computes its place, and returns the length of the array. */
    private int place() {
        int[] last = lastUses();
        Layout layout = new Layout();
        Arrays.fill(places, -1);
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            for (int out : step.out) {
                if (!step.op.isView() && specs.get(out).type() == Spec.Type.FLOAT) {
                    places[out] = layout.place(specs.get(out).shape().size(), i, last[out]);
                }
            }
        }
        return layout.size();
    }

    /** For each value the last step that reads it or a view of it; for outputs one past the last step. */
    private int[] lastUses() {
        int[] base = new int[specs.size()];
        int[] last = new int[specs.size()];
        Arrays.setAll(base, i -> i);
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (step.op.isView()) {
                base[step.out[0]] = base[step.in[0]];
            }
            for (int in : step.in) {
                last[base[in]] = i;
            }
            for (int out : step.out) {
                last[base[out]] = i;
            }
        }
        for (int output : outputs) {
            last[base[output]] = steps.size();
        }
        return last;
    }

    List<Step> steps() {
        return steps;
    }

    /** How many values the steps name; the first {@link #inputs()} are the inputs. */
    int values() {
        return specs.size();
    }

    int inputs() {
        return inputs;
    }

    List<Spec> inputSpecs() {
        return specs.subList(0, inputs);
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

    /** Where a computed float buffer begins in a frame's array; -1 for other values. */
    int place(int number) {
        return places[number];
    }

    /** Length of a frame's array. */
    int arena() {
        return arena;
    }
}

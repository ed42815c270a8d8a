package dev.lanewise.program;

import dev.lanewise.tensor.BoolTensor;
import dev.lanewise.tensor.IntTensor;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.RandomOp;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A tape with the captured values replaced by numbers: inputs first, then whatever the steps name. It says for each value
 * what it is and, where a step computes it, at which place of the frame's array. Nothing of the capturing run stays alive
 * but tensors from outside.
 */
final class Plan {
    /** An application: the op of the capture, the source of the op for each run, and the numbers of its values. */
    record Step(Supplier<? extends Op> source, Op op, int[] in, int[] out) {}

    private final IdentityHashMap<Value, Integer> numbers = new IdentityHashMap<>();
    private final List<Spec> specs = new ArrayList<>();
    private final List<@Nullable Value> fixed = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final int inputs;
    private final int[] outputs;
    private final int[] places;
    private final int arena;

    private Plan(List<Tape.Entry> entries, List<? extends Value> inputs, List<? extends Value> outputs) {
        this.inputs = inputs.size();
        inputs.forEach(input -> number(input, null));
        for (Tape.Entry entry : entries) {
            int[] in = Arrays.stream(entry.in()).mapToInt(this::numberOfUsed).toArray();
            int[] out = Arrays.stream(entry.out()).mapToInt(value -> number(value, null)).toArray();
            steps.add(new Step(entry.source(), entry.op(), in, out));
        }
        this.outputs = outputs.stream().mapToInt(this::numberOfUsed).toArray();
        numbers.clear();
        dropUnused();
        this.places = new int[specs.size()];
        this.arena = place();
    }

    static Plan of(List<Tape.Entry> entries, List<? extends Value> inputs, List<? extends Value> outputs) {
        return new Plan(entries, inputs, outputs);
    }

    /** The number of a value that a step reads; one that no step has made comes from outside and stays what it is. */
    private int numberOfUsed(Value value) {
        Integer known = numbers.get(value);
        return known != null ? known : number(value, value);
    }

    private int number(Value value, @Nullable Value outside) {
        int number = specs.size();
        numbers.put(value, number);
        specs.add(new Spec(
                switch (value) {
                    case Tensor _ -> Spec.Type.FLOAT;
                    case IntTensor _ -> Spec.Type.INT;
                    case BoolTensor _ -> Spec.Type.BOOL;
                },
                value.shape()));
        fixed.add(outside);
        return number;
    }

    /** Takes out steps that neither write, nor draw, nor make what an output or a later step needs. */
    private void dropUnused() {
        boolean[] needed = new boolean[specs.size()];
        for (int output : outputs) {
            needed[output] = true;
        }
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
            boolean keep = step.op.writes() != 0 || step.op instanceof RandomOp;
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
    }

    /** Gives every float buffer that a step computes its place, and returns the length of the array. */
    private int place() {
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
                last[base[out]] = Math.max(last[base[out]], i);
            }
        }
        for (int output : outputs) {
            last[base[output]] = steps.size();
        }
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

    /** Where a computed float buffer begins in the frame's array; -1 for other values. */
    int place(int number) {
        return places[number];
    }

    /** Length of the frame's array. */
    int arena() {
        return arena;
    }

    /** Tensors from outside: parameters, state and constants. */
    List<Tensor> externals() {
        List<Tensor> tensors = new ArrayList<>();
        for (Value value : fixed) {
            if (value instanceof Tensor tensor) {
                tensors.add(tensor);
            }
        }
        return tensors;
    }
}

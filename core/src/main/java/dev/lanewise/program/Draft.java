package dev.lanewise.program;

import dev.lanewise.tensor.Live;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Place;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tape whose values are replaced by numbers and which may still be rewritten: inputs first, then whatever the steps
 * name. Of the capturing run's values only those from outside stay alive.
 */
final class Draft {
    /**
     * An application: its op, what gives the op of each run if it changes, the numbers of its values, and where in the
     * model it was.
     */
    record Step(@Nullable Live live, Op op, int[] in, int[] out, @Nullable Place place) {
        /** The same with another op of as many outputs, and other inputs; without a live source. */
        Step with(Op other, int... inputs) {
            return new Step(null, other, inputs, out, place);
        }

        /** The place of a step that stands for several: of the one that may fail for values, or else of the first. */
        static @Nullable Place placeOf(List<Step> steps) {
            for (Step step : steps) {
                if (step.op.checksValues()) {
                    return step.place;
                }
            }
            return steps.getFirst().place;
        }

        /**
         * Whether the step does something even if nothing reads its outputs: it writes, or advances a run-time scalar.
         */
        boolean hasEffect() {
            return live != null || op.hasEffect() || writes();
        }

        /** Whether the step writes to an input. */
        boolean writes() {
            for (int i = 0; i < in.length; i++) {
                if (op.writes(i)) {
                    return true;
                }
            }
            return false;
        }
    }

    private final List<Spec> specs = new ArrayList<>();
    private final List<@Nullable Value> fixed = new ArrayList<>();

    /** The fixed values that Java code has made within the run. */
    private final BitSet constants = new BitSet();

    private List<Step> steps = new ArrayList<>();
    private final int inputs;
    private final int[] outputs;
    private long visits;

    Draft(Recording recording) {
        Tape tape = recording.tape();
        this.inputs = tape.inputs().size();
        this.outputs = recording.results().stream().mapToInt(tape::number).toArray();
        Numbering numbering = tape.numbering();
        specs.addAll(numbering.specs());
        fixed.addAll(numbering.fixed());
        constants.or(numbering.constants());
        for (Step step : tape.steps()) { // rewrites change numbers in place
            steps.add(new Step(step.live, step.op, step.in.clone(), step.out.clone(), step.place));
        }
    }

    /** The number of one more value, which a step computes. */
    int number(Spec spec) {
        specs.add(spec);
        fixed.add(null);
        return specs.size() - 1;
    }

    /** Removes steps without effect on outputs, later steps or state, and values that are then unused. */
    void dropUnused() {
        boolean[] needed = new boolean[specs.size()];
        for (int output : outputs) {
            needed[output] = true;
        }
        List<Step> kept = new ArrayList<>(steps.size());
        for (int i = steps.size() - 1; i >= 0; i--) {
            visit();
            Step step = steps.get(i);
            boolean keep = step.hasEffect();
            for (int out : step.out) {
                keep |= needed[out];
            }
            if (keep) {
                kept.add(step);
                for (int in : step.in) {
                    needed[in] = true;
                }
            }
        }
        Collections.reverse(kept);
        steps = kept;
        for (int number = 0; number < needed.length; number++) {
            if (!needed[number]) {
                fixed.set(number, null);
            }
        }
    }

    /** The steps in the order in which they run. */
    List<Step> steps() {
        return steps;
    }

    /** Replaces all steps, for a {@link Rewrite}. */
    void replaceSteps(List<Step> others) {
        steps = others;
    }

    /**
     * Makes steps and outputs read other values that hold the same elements.
     *
     * @param by for each value the one to read instead, or itself
     */
    void replaceReads(int... by) {
        steps.forEach(step -> Arrays.setAll(step.in, i -> by[step.in[i]]));
        Arrays.setAll(outputs, o -> by[outputs[o]]);
    }

    /** For each value how often steps read it; being an output of the program counts as one more read. */
    int[] readers() {
        int[] readers = new int[specs.size()];
        for (Step step : steps) {
            visit();
            for (int in : step.in) {
                readers[in]++;
            }
        }
        for (int output : outputs) {
            readers[output]++;
        }
        return readers;
    }

    /** For each value what it is a view of, itself if it is none. */
    int[] bases() {
        int[] bases = new int[specs.size()];
        Arrays.setAll(bases, i -> i);
        for (Step step : steps) {
            visit();
            if (step.op.isView()) {
                bases[step.out[0]] = bases[step.in[0]];
            }
        }
        return bases;
    }

    /** Counts a visit of a rewrite to a step. */
    void visit() {
        visits++;
    }

    /** How often steps have been visited: a measure of the cost of planning that does not depend on the machine. */
    long visits() {
        return visits;
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

    /** Whether a fixed value was made by Java code within the run, and not before. */
    boolean isConstant(int number) {
        return constants.get(number);
    }
}

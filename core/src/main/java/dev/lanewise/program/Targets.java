package dev.lanewise.program;

import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tensors of a caller's that the outputs of a run are assigned to.
 *
 * @param plan what runs
 * @param outputs how many outputs it has, without the gradients that it keeps
 */
record Targets(Plan plan, int outputs) {
    /** Refuses targets of other types or shapes than the outputs, and such as have a history. */
    void require(List<Tensor> targets) {
        List<Spec> specs = IntStream.range(0, outputs).mapToObj(o -> plan.spec(plan.outputs()[o])).toList();
        boolean fit = targets.size() == outputs;
        for (int o = 0; fit && o < outputs; o++) {
            fit = specs.get(o).fits(targets.get(o));
        }
        if (!fit) {
            throw new IllegalArgumentException("program: targets " + targets.stream().map(Spec::of).toList()
                    + " for the outputs " + specs);
        }
        for (int o = 0; o < targets.size(); o++) {
            if (!targets.get(o).isLeaf()) {
                throw new IllegalStateException("program: target " + o + " " + targets.get(o).shape()
                        + " has a history; run into leaves, or into detached tensors");
            }
        }
    }

    /** Whether target {@code o} shares no storage with inputs, values from outside, or other targets. */
    boolean standsAlone(int o, List<? extends Value> inputs, List<Tensor> targets) {
        Tensor target = targets.get(o);
        for (int i = 0; i < inputs.size(); i++) {
            if (target.overlaps(inputs.get(i))) {
                return false;
            }
        }
        for (int i = 0; i < targets.size(); i++) {
            if (i != o && target.overlaps(targets.get(i))) {
                return false;
            }
        }
        return !plan.uses(target);
    }
}

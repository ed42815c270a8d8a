package dev.lanewise.optim;

import dev.lanewise.tensor.Live;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.ArrayList;
import java.util.List;

/** A rule with a kernel: one op updates all parameters in one pass. */
abstract class KernelRule extends UpdateRule {
    KernelRule(List<Tensor> parameters, double lr) {
        super(parameters, lr);
    }

    KernelRule(List<Tensor> parameters, Schedule lr) {
        super(parameters, lr);
    }

    /** The op with the settings as they are; called for each step, replays included. */
    abstract UpdateOp op(UpdateCounts counts);

    /** What the op takes for a parameter after the parameter and its gradient. */
    abstract List<Tensor> kept(Parameter parameter);

    /** How many updates of a parameter the op is told of, that of the step being taken included. */
    long updates(int parameter) {
        return count(parameter);
    }

    @Override
    final void updateAll(List<Parameter> updated) {
        List<Value> arguments = new ArrayList<>();
        for (Parameter parameter : updated) {
            arguments.add(parameter.value());
            arguments.add(parameter.grad());
            arguments.addAll(kept(parameter));
        }
        int[] indices = updated.stream().mapToInt(Parameter::index).toArray();
        Op.applyLive(new Live(this, () -> op(counts(indices))), arguments.toArray(Value[]::new));
    }

    private UpdateCounts counts(int... indices) {
        long[] counts = new long[indices.length];
        for (int k = 0; k < counts.length; k++) {
            counts[k] = updates(indices[k]);
        }
        return UpdateCounts.of(counts);
    }

    @Override
    protected final void update(Parameter p, LiveScalars live) {
        updateAll(List.of(p));
    }
}

package dev.lanewise.program;

import dev.lanewise.kernels.fusion.LoopGraph;
import dev.lanewise.kernels.loops.Operation;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.primitives.ElementwiseOp;
import dev.lanewise.tensor.primitives.ReduceOp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The loop operations that ops consist of. */
final class LoopOps {
    /**
     * An operation with its constants.
     *
     * @param op what is computed
     * @param constants further arguments, after those of the op, in order
     */
    record Step(Operation op, List<Float> constants) {}

    private LoopOps() {}

    /** The operations that give an op's result, each applied to the one before; none if loops do not support the op. */
    static List<Step> of(Op op) {
        return op instanceof ElementwiseOp elementwise
                ? elementwise.steps().stream()
                        .map(step -> new Step(Operation.named(step.function()), step.constants()))
                        .toList()
                : List.of();
    }

    /** The reduction of rows that an op performs over the last axes; null if it is not one. */
    static LoopGraph.@Nullable Reduction reduction(Op op) {
        return switch (op) {
            case ReduceOp.Sum _ -> LoopGraph.Reduction.SUM;
            case ReduceOp.Max _ -> LoopGraph.Reduction.MAX;
            case ReduceOp.Min _ -> LoopGraph.Reduction.MIN;
            default -> null;
        };
    }
}

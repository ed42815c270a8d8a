package dev.lanewise.tensor.primitives;

import dev.lanewise.tensor.Op;
import java.util.List;

/**
 * An op that computes each element of its output from the elements at the same position of its inputs, which broadcast.
 * It names the functions that it consists of, so that code generators (fused steps, exporters) need no list of ops.
 * Sealed: fused steps compute what the names say, so it must be what {@link #run} computes.
 */
public sealed interface ElementwiseOp extends Op
        permits UnaryOp,
        ActivationOp,
        RoundingOp,
        TrigonometricOp,
        BinaryOp,
        CompareOp,
        LogicOp.And,
        LogicOp.Not,
        LogicOp.ToFloat,
        IndexOp.Where,
        MoveOp.BroadcastTo {
    /**
     * A function that generated loops support.
     *
     * @param function its name, e.g. {@code max}
     * @param constants further arguments, after the elements, in order
     */
    record Step(String function, List<Float> constants) {
        Step(String function, Float... constants) {
            this(function, List.of(constants));
        }
    }

    @Override
    default boolean mayOverwrite(int output, int input) {
        return true;
    }

    /**
     * The functions that give the result: the first is applied to the inputs, each further one to the result before it.
     * Empty if loops cannot compute the op.
     */
    default List<Step> steps() {
        return List.of(new Step(name()));
    }
}

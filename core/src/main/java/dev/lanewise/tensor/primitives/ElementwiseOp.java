package dev.lanewise.tensor.primitives;

import dev.lanewise.tensor.Op;
import java.util.List;

/**
 * An op that computes each element of its output from the elements at the same place of its inputs, which broadcast. It
 * names the functions that it is made of, so that whoever writes code for ops (fused steps, exporters) needs no list of
 * them. Sealed: fused steps compute what the names say, so they must be those that {@link #run} computes.
 */
public sealed interface ElementwiseOp extends Op
        permits UnaryOp,
        BinaryOp,
        CompareOp,
        LogicOp.And,
        LogicOp.Not,
        LogicOp.ToFloat,
        IndexOp.Where,
        MoveOp.BroadcastTo {
    /**
     * A function that generated loops know.
     *
     * @param function its name, e.g. {@code max}
     * @param constants arguments after those that it is given, in order
     */
    record Step(String function, List<Float> constants) {
        Step(String function, Float... constants) {
            this(function, List.of(constants));
        }
    }

    /**
     * The functions that give the result: the first of the inputs, each further one of the result before it. Empty if
     * loops cannot compute the op.
     */
    default List<Step> steps() {
        return List.of(new Step(name()));
    }
}

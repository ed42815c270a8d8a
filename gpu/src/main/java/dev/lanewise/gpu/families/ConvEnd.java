package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Arguments;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.ops.ConvTail;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.primitives.ActivationGradOp;
import dev.lanewise.tensor.primitives.UnaryOp;
import org.jspecify.annotations.Nullable;

/**
 * What follows the sums of a convolution, for {@code conv_end} of {@code conv.cl}. Its inputs come after the operands.
 *
 * @param tail what follows
 * @param site the step
 */
record ConvEnd(ConvTail tail, Site site) {
    private static final int OPERANDS = 2;

    /** Sets its arguments; the weight stands for what is missing. */
    void bind(Arguments arguments) {
        int next = OPERANDS;
        arguments.slot(slot(tail.bias(), next)).value(tail.bias());
        next += tail.bias() ? 1 : 0;
        arguments.slot(slot(tail.adds(), next)).value(tail.adds());
        next += tail.adds() ? 1 : 0;
        boolean slope = tail.last() instanceof ActivationGradOp;
        arguments.slot(slot(slope, next)).value(slope).value(activation(tail.last()));
    }

    private Slot slot(boolean given, int input) {
        return site.in(given ? input : 1);
    }

    /** The number of an activation for {@code lw_activation}, or of the one whose gradient is taken. */
    private static int activation(@Nullable Op last) {
        return switch (last) {
            case null -> 0;
            case UnaryOp.Relu _,ActivationGradOp.ReluGrad _ -> 1;
            case UnaryOp.Tanh _,ActivationGradOp.TanhGrad _ -> 2;
            default -> 3; // the tail refuses others
        };
    }
}

package dev.lanewise.program;

import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.primitives.LinearOp;
import dev.lanewise.tensor.primitives.MatmulOp;
import dev.lanewise.tensor.primitives.MoveOp;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Makes steps read the source of a copied operand: a product reads the original of a transposed matrix and sets its
 * flag, and an op that broadcasts by itself reads an operand before its expansion.
 */
final class FoldOperands implements Rewrite {
    @Override
    public void apply(Draft draft) {
        List<Draft.Step> steps = draft.steps();
        Uses uses = new Uses(draft);
        for (int i = 0; i < steps.size(); i++) {
            for (int operand = 0; operand < steps.get(i).in().length; operand++) {
                for (Draft.Step folded = fold(draft, uses, i, operand); folded != null; folded = fold(draft, uses, i,
                        operand)) {
                    steps.set(i, folded);
                    uses.place(folded, i);
                }
            }
        }
    }

    /** Step i with an operand replaced by the source of its copy, or null if there is nothing to fold. */
    private static Draft.@Nullable Step fold(Draft draft, Uses uses, int i, int operand) {
        Draft.Step step = draft.steps().get(i);
        int copy = step.in()[operand];
        Op copying = uses.op(copy);
        if (step.live() != null || copying == null || !uses.canReadLater(copy, i)) {
            return null;
        }
        int source = copying instanceof MoveOp ? Objects.requireNonNull(uses.maker(copy)).in()[0] : copy;
        Op reading = switch (copying) {
            case MoveOp.Permute permute when swapsLastTwo(permute.order()) -> transposed(step.op(), operand);
            case MoveOp.BroadcastTo _ -> broadcasts(draft, step, operand, source) ? step.op() : null;
            default -> null;
        };
        if (reading == null) {
            return null;
        }
        int[] in = step.in().clone();
        in[operand] = source;
        return step.with(reading, in);
    }

    private static boolean swapsLastTwo(int... order) {
        int last = order.length - 1;
        boolean swaps = last > 0 && order[last] == last - 1 && order[last - 1] == last;
        for (int axis = 0; swaps && axis < last - 1; axis++) {
            swaps = order[axis] == axis;
        }
        return swaps;
    }

    /** A product with one of its matrices transposed; null for any other op, and for a bias. */
    private static @Nullable Op transposed(Op op, int operand) {
        boolean a = operand == 0;
        boolean b = operand == 1;
        return switch (op) {
            case MatmulOp product -> new MatmulOp(product.transA() ^ a, product.transB() ^ b);
            case LinearOp linear when a || b ->
                new LinearOp(linear.transA() ^ a, linear.transB() ^ b, linear.activation());
            default -> null;
        };
    }

    /** Whether a step gives the same result with an operand as it was before its expansion. */
    private static boolean broadcasts(Draft draft, Draft.Step step, int operand, int source) {
        Shape[] shapes = Arrays.stream(step.in()).mapToObj(value -> draft.spec(value).shape()).toArray(Shape[]::new);
        return step.op().broadcasts(operand, draft.spec(source).shape(), shapes);
    }
}

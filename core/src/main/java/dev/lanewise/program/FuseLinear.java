package dev.lanewise.program;

import dev.lanewise.tensor.BinaryOp;
import dev.lanewise.tensor.LinearOp;
import dev.lanewise.tensor.LinearOp.Activation;
import dev.lanewise.tensor.MatmulOp;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.UnaryOp;
import dev.lanewise.tensor.ViewOp;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes a product of matrices, the bias that is added to it and the activation that follows one step, where nothing
 * else reads what lies between. A reshape between them, as leading axes need it, comes afterwards instead.
 */
final class FuseLinear implements Rewrite {
    /** What to append to a product: a bias, or an activation, or both. */
    private record Tail(int product, int bias, Activation activation) {
        static final int NO_BIAS = -1;
    }

    @Override
    public void apply(Draft draft) {
        for (int i = 0; i < draft.steps().size(); i++) {
            Draft.Step step = draft.steps().get(i);
            if (step.live() == null) {
                for (Tail tail : tails(step)) {
                    int removed = fuse(draft, i, tail);
                    if (removed > 0) {
                        i -= removed;
                        break;
                    }
                }
            }
        }
    }

    /** The ways in which a step can be the end of an affine map. */
    private static List<Tail> tails(Draft.Step step) {
        int first = step.in().length > 0 ? step.in()[0] : -1;
        return switch (step.op()) {
            case BinaryOp.Add _ -> List.of(
                    new Tail(first, step.in()[1], Activation.NONE), new Tail(step.in()[1], first, Activation.NONE));
            case UnaryOp.Relu _ -> List.of(new Tail(first, Tail.NO_BIAS, Activation.RELU));
            case UnaryOp.Tanh _ -> List.of(new Tail(first, Tail.NO_BIAS, Activation.TANH));
            case UnaryOp.Sigmoid _ -> List.of(new Tail(first, Tail.NO_BIAS, Activation.SIGMOID));
            default -> List.of();
        };
    }

    /** Puts step {@code i} at the end of its product, and returns how many steps have gone before it. */
    private static int fuse(Draft draft, int i, Tail tail) {
        List<Draft.Step> steps = draft.steps();
        Uses uses = new Uses(draft);
        int value = tail.product;
        int view = -1;
        if (uses.op(value) instanceof ViewOp.Reshape && uses.isReadOnce(value)) {
            view = uses.maker(value);
            value = uses.source(value, 0);
        }
        Op product = uses.op(value);
        if (product == null || !uses.isReadOnce(value)) {
            return 0;
        }
        Draft.Step made = steps.get(uses.maker(value));
        LinearOp linear = extended(product, made, tail);
        if (linear == null || !fits(draft, value, i, tail) || !uses.canReadLater(uses.maker(value), i)) {
            return 0;
        }
        int[] in = tail.bias == Tail.NO_BIAS ? made.in() : Arrays.copyOf(made.in(), 3);
        if (tail.bias != Tail.NO_BIAS) {
            in[2] = tail.bias;
        }
        Draft.Step end = steps.get(i);
        if (view < 0) {
            steps.set(i, new Draft.Step(null, linear, in, end.out()));
            steps.remove(uses.maker(value));
            return 1;
        }
        steps.set(i, new Draft.Step(null, steps.get(view).op(), steps.get(view).in(), end.out()));
        steps.add(i, new Draft.Step(null, linear, in, made.out()));
        steps.remove(view);
        steps.remove(uses.maker(value));
        return 1;
    }

    /** The product's op with the tail, or null if it cannot have one. */
    private static @Nullable LinearOp extended(Op product, Draft.Step made, Tail tail) {
        return switch (product) {
            case MatmulOp matmul -> new LinearOp(matmul.transA(), matmul.transB(), tail.activation);
            case LinearOp linear when linear.activation() == Activation.NONE
                    && (tail.bias == Tail.NO_BIAS || made.in().length == 2) ->
                new LinearOp(linear.transA(), linear.transB(), tail.activation);
            default -> null;
        };
    }

    /** Whether the product is one matrix, and the bias one row for it that enlarges nothing. */
    private static boolean fits(Draft draft, int product, int i, Tail tail) {
        Shape matrix = draft.spec(product).shape();
        Shape seen = draft.spec(tail.product).shape();
        if (matrix.rank() != 2 || !draft.spec(draft.steps().get(i).out()[0]).shape().equals(seen)) {
            return false;
        }
        if (tail.bias == Tail.NO_BIAS) {
            return true;
        }
        Shape bias = draft.spec(tail.bias).shape();
        int columns = matrix.dim(1);
        return bias.rank() == 1 && bias.dim(0) == columns && seen.rank() > 0 && seen.dim(-1) == columns;
    }
}

package dev.lanewise.program;

import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Shape;
import dev.lanewise.tensor.primitives.BinaryOp;
import dev.lanewise.tensor.primitives.LinearOp;
import dev.lanewise.tensor.primitives.MatmulOp;
import dev.lanewise.tensor.primitives.UnaryOp;
import dev.lanewise.tensor.primitives.ViewOp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Fuses a matrix product, the bias added to it and the activation that follows into one step, where nothing else reads
 * the intermediate results. A reshape between them, as leading axes need it, is moved behind the fused step.
 */
final class FuseLinear implements Rewrite {
    /** What to append to a product: a bias, or an activation, or both. */
    private record Tail(int product, int bias, @Nullable UnaryOp activation) {
        static final int NO_BIAS = -1;
    }

    @Override
    public void apply(Draft draft) {
        new Pass(draft).run();
    }

    /** The ways in which a step can be the end of an affine map. */
    private static List<Tail> tails(Draft.Step step) {
        int first = step.in().length > 0 ? step.in()[0] : -1;
        return switch (step.op()) {
            case BinaryOp.Add _ -> List.of(
                    new Tail(first, step.in()[1], null), new Tail(step.in()[1], first, null));
            case UnaryOp function when LinearOp.canEndIn(function) ->
                List.of(new Tail(first, Tail.NO_BIAS, function));
            default -> List.of();
        };
    }

    /** One walk over the steps of a draft, each of which keeps its position until the end. */
    private static final class Pass {
        private final Draft draft;
        private final Uses uses;

        /** The step at each position, null if it has moved. */
        private final Draft.@Nullable Step[] at;

        /** Products that have moved before the step at a position. */
        private final Draft.@Nullable Step[] before;

        Pass(Draft draft) {
            this.draft = draft;
            this.uses = new Uses(draft);
            this.at = draft.steps().toArray(Draft.Step[]::new);
            this.before = new Draft.Step[at.length];
        }

        void run() {
            for (int i = 0; i < at.length; i++) {
                Draft.Step end = at[i];
                if (end != null && end.live() == null) {
                    fuse(i, end);
                }
            }
            draft.replaceSteps(IntStream.range(0, at.length)
                    .mapToObj(i -> Stream.of(before[i], at[i]))
                    .flatMap(steps -> steps)
                    .filter(Objects::nonNull)
                    .collect(Collectors.toCollection(ArrayList::new)));
        }

        /** Tries the ways in which a step can be the end of an affine map, and fuses the first that is possible. */
        private void fuse(int i, Draft.Step end) {
            for (Tail tail : tails(end)) {
                if (fuse(i, end, tail)) {
                    return;
                }
            }
        }

        /** Appends step {@code i} to its product; false if that is not possible. */
        private boolean fuse(int i, Draft.Step end, Tail tail) {
            int value = tail.product;
            Draft.Step view = null;
            if (uses.op(value) instanceof ViewOp.Reshape && uses.isReadOnce(value)) {
                view = Objects.requireNonNull(uses.maker(value));
                value = view.in()[0];
            }
            Op product = uses.op(value);
            if (product == null || !uses.isReadOnce(value)) {
                return false;
            }
            Draft.Step made = Objects.requireNonNull(uses.maker(value));
            LinearOp linear = extended(product, made, tail);
            if (linear == null || !fits(draft, value, tail) || !uses.canReadLater(value, i)) {
                return false;
            }
            int[] in = tail.bias == Tail.NO_BIAS ? made.in() : Arrays.copyOf(made.in(), 3);
            if (tail.bias != Tail.NO_BIAS) {
                in[2] = tail.bias;
            }
            remove(made, uses.position(value));
            if (view == null) {
                at[i] = place(new Draft.Step(null, linear, in, end.out()), i);
            } else {
                remove(view, uses.position(tail.product));
                before[i] = place(new Draft.Step(null, linear, in, made.out()), i);
                at[i] = place(new Draft.Step(null, view.op(), view.in(), end.out()), i);
            }
            return true;
        }

        private Draft.Step place(Draft.Step step, int position) {
            uses.place(step, position);
            return step;
        }

        private void remove(Draft.Step step, int position) {
            Draft.@Nullable Step[] where = at[position] == step ? at : before;
            where[position] = null;
        }
    }

    /** The product's op with the tail, or null if it cannot have one. */
    private static @Nullable LinearOp extended(Op product, Draft.Step made, Tail tail) {
        return switch (product) {
            case MatmulOp matmul -> new LinearOp(matmul.transA(), matmul.transB(), tail.activation);
            case LinearOp linear when linear.activation() == null
                    && (tail.bias == Tail.NO_BIAS || made.in().length == 2) ->
                new LinearOp(linear.transA(), linear.transB(), tail.activation);
            default -> null;
        };
    }

    /** Whether the product is one matrix, and the bias one row that does not enlarge it. */
    private static boolean fits(Draft draft, int product, Tail tail) {
        Shape matrix = draft.spec(product).shape();
        if (matrix.rank() != 2 || tail.bias == Tail.NO_BIAS) {
            return matrix.rank() == 2;
        }
        Shape seen = draft.spec(tail.product).shape();
        Shape bias = draft.spec(tail.bias).shape();
        int columns = matrix.dim(1);
        return bias.rank() == 1 && bias.dim(0) == columns && seen.rank() > 0 && seen.dim(-1) == columns;
    }
}

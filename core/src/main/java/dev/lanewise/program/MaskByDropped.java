package dev.lanewise.program;

import dev.lanewise.random.RandomOp;
import dev.lanewise.tensor.Live;
import dev.lanewise.tensor.Op;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import dev.lanewise.tensor.primitives.ActivationGradOp;
import dev.lanewise.tensor.primitives.BinaryOp;
import dev.lanewise.tensor.primitives.IndexOp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a dropout follows relu, its gradient selects by what was dropped, and relu's then masks by relu's output. This
 * masks by what the dropout gave, which is above 0 where relu's output is and nothing was dropped: one selection less,
 * and neither relu's output nor what was dropped need be kept.
 *
 * <p>The bits are the same: what is dropped or not above 0 gets 0 in both; all else, NaN included, is the gradient
 * scaled. As the scale is at least 1, no element comes to 0 by it.
 */
final class MaskByDropped implements Rewrite {
    /** The steps that are replaced: a dropout, the selection and scaling of its gradient, and the mask. */
    private record Found(Draft.Step dropout, Draft.Step where, Draft.Step mul, Draft.Step mask) {}

    @Override
    public void apply(Draft draft) {
        Uses uses = new Uses(draft);
        for (int i = 0; i < draft.steps().size(); i++) {
            draft.visit();
            Found found = found(draft, uses, i);
            if (found != null) {
                replace(draft.steps(), uses, found, i);
            }
        }
        withoutMasks(draft);
    }

    private static @Nullable Found found(Draft draft, Uses uses, int i) {
        Draft.Step mask = draft.steps().get(i);
        if (!(mask.op() instanceof ActivationGradOp.ReluGrad)) {
            return null;
        }
        Draft.Step mul = single(uses, mask.in()[0], BinaryOp.Mul.class);
        Draft.Step where = mul == null ? null : single(uses, mul.in()[0], IndexOp.Where.class);
        if (mul == null || where == null) {
            return null;
        }
        Draft.Step dropout = uses.maker(where.in()[0]);
        if (dropout == null) {
            return null;
        }
        boolean fits = dropout.op() instanceof RandomOp.Dropout op && dropout.in()[0] == mask.in()[1]
                && isNumber(draft.fixed(where.in()[1]), 0)
                && isNumber(draft.fixed(mul.in()[1]), op.scale())
                && draft.spec(where.in()[2]).equals(draft.spec(mask.in()[0]))
                && draft.isConstant(where.in()[1]) && draft.isConstant(mul.in()[1])
                && uses.canReadLater(where.in()[0], i);
        return fits ? new Found(dropout, where, mul, mask) : null;
    }

    /** The step that makes a value, if it is of a kind and nothing else reads the value. */
    private static Draft.@Nullable Step single(Uses uses, int value, Class<? extends Op> kind) {
        return kind.isInstance(uses.op(value)) && uses.isReadOnce(value) ? uses.maker(value) : null;
    }

    private static boolean isNumber(@Nullable Value value, float number) {
        return value instanceof Tensor x && x.rank() == 0
                && Float.floatToIntBits(x.toArray()[0]) == Float.floatToIntBits(number);
    }

    private static void replace(List<Draft.Step> steps, Uses uses, Found found, int mask) {
        int[] unselected = {found.where.in()[2], found.mul.in()[1]};
        int[] masked = {found.mask.in()[0], found.dropout.out()[0]};
        steps.set(uses.position(masked[0]), found.mul.with(found.mul.op(), unselected));
        steps.set(mask, found.mask.with(found.mask.op(), masked));
    }

    /** Has dropouts give no mask where nothing reads it any more. */
    private static void withoutMasks(Draft draft) {
        draft.dropUnused();
        int[] readers = draft.readers();
        draft.steps().replaceAll(step -> {
            if (!(step.op() instanceof RandomOp.Dropout dropout) || readers[step.out()[1]] > 0) {
                return step;
            }
            Live live = step.live();
            Live without = live == null
                    ? null
                    : new Live(live.owner(), () -> ((RandomOp.Dropout) live.next().get()).withoutMask());
            return new Draft.Step(without, dropout.withoutMask(), step.in(), new int[] {step.out()[0]},
                    step.place());
        });
    }
}

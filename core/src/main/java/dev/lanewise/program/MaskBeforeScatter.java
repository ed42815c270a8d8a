package dev.lanewise.program;

import dev.lanewise.ops.PoolOp;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.primitives.ActivationGradOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where relu goes before a max pool, its gradient masks what the pool's gradient has scattered into planes of its input
 * size. This masks what is to be scattered instead, by the pooled values: fewer elements, and the pool's input need not
 * be kept.
 *
 * <p>The bits are the same: an element is scattered to where the pool found its maximum, so that the pooled value is
 * relu's output there; all that meets at one place is kept or dropped alike; and other places hold 0 in any case. A NaN
 * is found by the pool, and keeps what is scattered to it in both.
 */
final class MaskBeforeScatter implements Rewrite {
    @Override
    public void apply(Draft draft) {
        Uses uses = new Uses(draft);
        List<Draft.Step> steps = new ArrayList<>();
        boolean changed = false;
        for (int i = 0; i < draft.steps().size(); i++) {
            Draft.Step step = draft.steps().get(i);
            Draft.Step pool = pool(uses, step, i);
            if (pool == null) {
                steps.add(step);
                continue;
            }
            changed = true;
            Draft.Step scatter = Objects.requireNonNull(uses.maker(step.in()[0]));
            int scattered = scatter.in()[0];
            int masked = draft.number(Spec.floats(draft.spec(scattered).shape()));
            steps.add(new Draft.Step(null, step.op(), new int[] {scattered, pool.out()[0]}, new int[] {masked},
                    step.place()));
            steps.add(new Draft.Step(null, scatter.op(), new int[] {masked, scatter.in()[1]}, step.out(),
                    scatter.place()));
        }
        if (changed) {
            draft.replaceSteps(steps);
        }
    }

    /** The max pool whose scattered gradient step i masks by the pool's input; null if it does something else. */
    private static Draft.@Nullable Step pool(Uses uses, Draft.Step step, int i) {
        if (!(step.op() instanceof ActivationGradOp.ReluGrad)) {
            return null;
        }
        int scattered = step.in()[0];
        if (!(uses.op(scattered) instanceof PoolOp.PlaneScatter scatter) || !uses.isReadOnce(scattered)
                || !uses.canReadLater(scattered, i)) {
            return null;
        }
        int indices = Objects.requireNonNull(uses.maker(scattered)).in()[1];
        if (!(uses.op(indices) instanceof PoolOp.Max max) || max.axes() != scatter.axes()) {
            return null;
        }
        Draft.Step pool = Objects.requireNonNull(uses.maker(indices));
        boolean holds = pool.in()[0] == step.in()[1] && !uses.isWritten(pool.in()[0])
                && !uses.isWritten(pool.out()[0]);
        return holds ? pool : null;
    }
}

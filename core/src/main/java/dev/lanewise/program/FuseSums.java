package dev.lanewise.program;

import dev.lanewise.tensor.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Computes what reads a step's output along with it, while it is in the cache, where the step's op says that it can
 * ({@link Op#readAlong}).
 */
final class FuseSums implements Rewrite {
    @Override
    public void apply(Draft draft) {
        Uses uses = new Uses(draft);
        Draft.@Nullable Step[] at = draft.steps().toArray(Draft.Step[]::new);
        for (int i = 0; i < at.length; i++) {
            Draft.Step reader = Objects.requireNonNull(at[i]);
            if (reader.in().length != 1 || reader.out().length != 1 || reader.live() != null || reader.hasEffect()) {
                continue;
            }
            int value = reader.in()[0];
            Op first = uses.isWritten(value) ? null : uses.op(value);
            Op both = first == null ? null : first.readAlong(reader.op(), draft.spec(value).shape());
            if (both != null) {
                Draft.Step made = Objects.requireNonNull(uses.maker(value));
                Draft.Step step = new Draft.Step(null, both, made.in(), new int[] {value, reader.out()[0]},
                        Draft.Step.placeOf(List.of(made, reader)));
                at[i] = null;
                at[uses.position(value)] = step;
                uses.place(step, uses.position(value));
            }
        }
        List<Draft.Step> steps = new ArrayList<>();
        for (Draft.Step step : at) {
            if (step != null) {
                steps.add(step);
            }
        }
        draft.replaceSteps(steps);
    }
}

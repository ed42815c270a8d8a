package dev.lanewise.program;

import dev.lanewise.tensor.Op;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the values of a draft come from and how often they are read: what a rewrite asks before it moves a read.
 * Positions are those that steps had when the rewrite began; steps that write do not move.
 */
final class Uses {
    private final Draft.@Nullable Step[] makers;
    private final int[] positions;
    private final int[] readers;

    /** How many of the steps before a position write. */
    private final int[] writes;

    Uses(Draft draft) {
        List<Draft.Step> steps = draft.steps();
        this.readers = draft.readers();
        this.makers = new Draft.Step[draft.values()];
        this.positions = new int[draft.values()];
        this.writes = new int[steps.size() + 1];
        for (int i = 0; i < steps.size(); i++) {
            draft.visit();
            place(steps.get(i), i);
            writes[i + 1] = writes[i] + (steps.get(i).writes() ? 1 : 0);
        }
    }

    /** Notes that a step stands at a position now. */
    void place(Draft.Step step, int position) {
        for (int out : step.out()) {
            makers[out] = step;
            positions[out] = position;
        }
    }

    /** The step that makes a value; null for inputs and what comes from outside. */
    Draft.@Nullable Step maker(int value) {
        return makers[value];
    }

    /** Where the step that makes a value stands. */
    int position(int value) {
        return positions[value];
    }

    /** The op that makes a value, null if none does or it changes from run to run. */
    @Nullable
    Op op(int value) {
        Draft.Step maker = makers[value];
        return maker == null || maker.live() != null ? null : maker.op();
    }

    boolean isReadOnce(int value) {
        return readers[value] == 1;
    }

    /**
     * Whether what the maker of a value reads may as well be read at a later position: no step between them writes. Any
     * write counts, because tensors from outside may share storage.
     */
    boolean canReadLater(int value, int later) {
        return writes[later] == writes[positions[value] + 1];
    }
}

package dev.lanewise.program;

import dev.lanewise.tensor.Op;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the values of a draft come from and how often they are read: what a rewrite needs to know before it moves a
 * read. Positions are those that steps had when the rewrite began; steps that write do not move.
 */
final class Uses {
    private final Draft.@Nullable Step[] makers;
    private final int[] positions;
    private final int[] readers;

    /** For each position, how many of the steps before it write. */
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

    /** Records that a step is now at a position. */
    void place(Draft.Step step, int position) {
        for (int out : step.out()) {
            makers[out] = step;
            positions[out] = position;
        }
    }

    /** The step that makes a value; null for inputs and values from outside. */
    Draft.@Nullable Step maker(int value) {
        return makers[value];
    }

    /** The position of the step that makes a value. */
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
     * Whether the inputs of the step that makes a value may also be read at a later position: no step in between
     * writes. Any write counts, because tensors from outside may share storage.
     */
    boolean canReadLater(int value, int later) {
        return writes[later] == writes[positions[value] + 1];
    }
}

package dev.lanewise.program;

import dev.lanewise.tensor.Op;
import java.util.BitSet;
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

    /** For each value what it is a view of, itself if it is none; of those, the ones that steps write to. */
    private final int[] bases;
    private final BitSet written = new BitSet();

    Uses(Draft draft) {
        List<Draft.Step> steps = draft.steps();
        this.readers = draft.readers();
        this.makers = new Draft.Step[draft.values()];
        this.positions = new int[draft.values()];
        this.writes = new int[steps.size() + 1];
        this.bases = draft.bases();
        for (int i = 0; i < steps.size(); i++) {
            draft.visit();
            Draft.Step step = steps.get(i);
            place(step, i);
            writes[i + 1] = writes[i] + (step.writes() ? 1 : 0);
            for (int in = 0; in < step.in().length; in++) {
                if (step.op().writes(in)) {
                    written.set(bases[step.in()[in]]);
                }
            }
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

    /** Whether a step writes to what another one has made, or to a view of it, so that reads of it may not move. */
    boolean isWritten(int value) {
        return written.get(bases[value]);
    }

    /**
     * Whether the inputs of the step that makes a value may also be read at a later position: no step in between
     * writes. Any write counts, because tensors from outside may share storage.
     */
    boolean canReadLater(int value, int later) {
        return writes[later] == writes[positions[value] + 1];
    }
}

package dev.lanewise.program;

import dev.lanewise.tensor.Op;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the values of a draft come from and how often they are read: what a rewrite asks before it moves a read. */
final class Uses {
    private final List<Draft.Step> steps;
    private final int[] makers;
    private final int[] readers;

    Uses(Draft draft) {
        this.steps = draft.steps();
        this.readers = draft.readers();
        this.makers = new int[draft.values()];
        Arrays.fill(makers, -1);
        for (int i = 0; i < steps.size(); i++) {
            for (int out : steps.get(i).out()) {
                makers[out] = i;
            }
        }
    }

    /** The index of the step that makes a value; -1 for inputs and what comes from outside. */
    int maker(int value) {
        return makers[value];
    }

    /** The op that makes a value, null if none does or it changes from run to run. */
    @Nullable
    Op op(int value) {
        int maker = makers[value];
        return maker < 0 || steps.get(maker).live() != null ? null : steps.get(maker).op();
    }

    /** Input {@code i} of the step that makes a value. */
    int source(int value, int i) {
        return steps.get(makers[value]).in()[i];
    }

    boolean isReadOnce(int value) {
        return readers[value] == 1;
    }

    /**
     * Whether what a step reads may as well be read by a later one: no step between them writes. Any write counts,
     * because tensors from outside may share storage.
     */
    boolean canReadLater(int step, int later) {
        for (int i = step + 1; i < later; i++) {
            if (steps.get(i).op().writes()) {
                return false;
            }
        }
        return true;
    }
}

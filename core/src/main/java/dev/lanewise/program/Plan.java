package dev.lanewise.program;

import dev.lanewise.kernels.drivers.CacheLines;
import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a run does: the steps of a finished draft, and for each value what it is and, if a step computes it, its place
 * in a frame's array.
 */
final class Plan {
    private final Draft draft;
    private final int[] places;
    private final int arena;

    /** The values from outside. */
    private final Value[] outside;

    /** The plan of a draft, after the rewrites. */
    static Plan of(Draft draft) {
        draft.dropUnused();
        for (Rewrite rewrite : Rewrite.ALL) {
            rewrite.apply(draft);
            draft.dropUnused();
        }
        return new Plan(draft);
    }

    /** The plan of a draft that is final. */
    private Plan(Draft draft) {
        this.draft = draft;
        this.places = new int[draft.values()];
        this.arena = place();
        this.outside = IntStream.range(0, draft.values())
                .mapToObj(draft::fixed)
                .filter(Objects::nonNull)
                .toArray(Value[]::new);
    }

    /** Places every float buffer that a step computes, and returns how many floats they take in all. */
    private int place() {
        int[] last = lastUses();
        Layout layout = new Layout();
        Arrays.fill(places, -1);
        for (int i = 0; i < steps().size(); i++) {
            Draft.Step step = steps().get(i);
            for (int out : step.out()) {
                if (!step.op().isView() && spec(out).type() == Spec.Type.FLOAT) {
                    places[out] = CacheLines.FIRST + layout.place(spec(out).shape().size(), i, last[out]);
                }
            }
        }
        return layout.size();
    }

    /** For each value the last step that reads it or a view of it; for outputs one past the last step. */
    private int[] lastUses() {
        int[] base = draft.bases();
        int[] last = new int[values()];
        for (int i = 0; i < steps().size(); i++) {
            Draft.Step step = steps().get(i);
            for (int in : step.in()) {
                last[base[in]] = i;
            }
            for (int out : step.out()) {
                last[base[out]] = i;
            }
        }
        for (int output : outputs()) {
            last[base[output]] = steps().size();
        }
        return last;
    }

    /** Whether no step makes a view of a value, nor is the value one. */
    boolean hasNoView(int number) {
        return steps().stream()
                .noneMatch(step -> step.op().isView() && (step.in()[0] == number || step.out()[0] == number));
    }

    /** Whether a value from outside overlaps a tensor. */
    boolean uses(Tensor tensor) {
        for (Value value : outside) {
            if (value.overlaps(tensor)) {
                return true;
            }
        }
        return false;
    }

    /** How often steps were visited while this was made. */
    long visits() {
        return draft.visits();
    }

    List<Draft.Step> steps() {
        return draft.steps();
    }

    /** How many values the steps name; the first {@link #inputs()} are the inputs. */
    int values() {
        return draft.values();
    }

    int inputs() {
        return draft.inputs();
    }

    List<Spec> inputSpecs() {
        return IntStream.range(0, inputs()).mapToObj(draft::spec).toList();
    }

    int[] outputs() {
        return draft.outputs();
    }

    Spec spec(int number) {
        return draft.spec(number);
    }

    /** The value from outside with this number, or null. */
    @Nullable
    Value fixed(int number) {
        return draft.fixed(number);
    }

    /** Where a computed float buffer begins in a frame's array; -1 for other values. */
    int place(int number) {
        return places[number];
    }

    /** Floats that the buffers take together. */
    int arena() {
        return arena;
    }
}

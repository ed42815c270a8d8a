package dev.lanewise.program;

import dev.lanewise.tensor.Spec;
import dev.lanewise.tensor.Tensor;
import dev.lanewise.tensor.Value;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a run does: the steps of a finished draft, and for each value what it is and, if a step computes it, its place
 * in a frame's array.
 */
final class Plan {
    private final Draft draft;

    /** The draft before the rewrites, and after them. */
    private final Listing captured;
    private final Listing listing;

    private final Placement placement;

    /** The values from outside. */
    private final Value[] outside;

    /** The plan of a draft, after the rewrites. */
    static Plan of(Draft draft) {
        draft.dropUnused();
        Listing captured = Listing.of(draft);
        for (Rewrite rewrite : Rewrite.ALL) {
            rewrite.apply(draft);
            draft.dropUnused();
        }
        Deferral.apply(draft);
        return new Plan(draft, captured);
    }

    /** The plan of a draft that is final. */
    private Plan(Draft draft, Listing captured) {
        this.draft = draft;
        this.captured = captured;
        this.listing = Listing.of(draft);
        this.placement = Placement.of(listing);
        this.outside = listing.outside().values().toArray(Value[]::new);
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

    /** What was captured. */
    Listing captured() {
        return captured;
    }

    /** What runs. */
    Listing listing() {
        return listing;
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
        return placement.places()[number];
    }

    /** Floats that the buffers take together. */
    int arena() {
        return placement.size();
    }
}

package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Arguments;
import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.kernels.sequence.AttentionSizes;
import dev.lanewise.ops.AttentionForm;
import dev.lanewise.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which keys a query attends to: the inputs of an attention behind queries, keys and values. */
final class AttentionMasks {
    private final AttentionForm form;
    private final AttentionSizes sizes;
    private final Site site;
    private final Optional<Slot> start;
    private final Optional<Slot> lengths;
    private final Optional<Slot> allowed;
    private final Optional<Slot> bias;

    /** Stands for masks that are not there. */
    private final Slot nothing;

    /** How many keys may take part for each query of each head of each sample. */
    private final Slot counts;

    /**
     * The masks of an attention.
     *
     * @param first the input that they begin at
     */
    AttentionMasks(AttentionForm form, AttentionSizes sizes, Site site, int first) {
        this.form = form;
        this.sizes = sizes;
        this.site = site;
        int at = first;
        this.start = form.start() ? Optional.of(site.in(at++)) : Optional.empty();
        this.lengths = form.lengths() ? Optional.of(site.in(at++)) : Optional.empty();
        this.allowed = form.allowed() ? Optional.of(site.in(at++)) : Optional.empty();
        this.bias = form.bias() ? Optional.of(site.in(at)) : Optional.empty();
        this.nothing = site.in(0);
        this.counts = site.scratch((long) sizes.batch() * sizes.heads() * sizes.queries());
    }

    /** The counts of the queries of a head and of those behind it. */
    Slot counts(int head) {
        return counts.from(head * sizes.queries());
    }

    /** Checks values and counts keys. */
    List<Stage> count() {
        List<Stage> stages = new ArrayList<>();
        Slot first = checked(start, sizes.keys() - sizes.queries(), stages);
        Slot limits = checked(lengths, sizes.keys(), stages);
        int[] steps = steps(lengths);
        stages.add(Launch.inFile("attention", "attention_counts", site.items(counts.size()),
                arguments -> arguments.slot(first).value(form.start())
                        .slot(limits).values(steps[0], steps[1]).value(form.lengths())
                        .values(sizes.heads(), sizes.queries(), sizes.keys()).value(form.causal())
                        .slot(counts).value(counts.size())));
        return stages;
    }

    private Slot checked(Optional<Slot> given, int limit, List<Stage> stages) {
        if (given.isEmpty()) {
            return nothing;
        }
        Slot copy = site.scratch(given.get().size());
        stages.add(within(given.get(), limit, copy, site));
        return copy;
    }

    /** Copies integers that are to be from 0 to a limit, and reports others. */
    static Stage within(Slot from, int limit, Slot to, Site site) {
        return Launch.inFile("attention", "take_within", site.items(from.size()),
                arguments -> arguments.slot(from).slot(to).values(limit, from.size()).fault(site));
    }

    /** Products of queries and keys become weights. */
    Stage weights(Slot scores, int firstHead, int heads, int strip) {
        return Launch.inFile("attention", "attention_weights", Attentions.rows(heads, sizes),
                arguments -> {
                    arguments.slot(scores)
                            .values(firstHead, sizes.heads(), sizes.queries(), sizes.keys(), strip)
                            .value(sizes.scale())
                            .slot(counts(firstHead));
                    set(arguments, allowed);
                    set(arguments, bias);
                    arguments.value(form.causal() || form.lengths() || form.allowed() || form.bias());
                });
    }

    private void set(Arguments arguments, Optional<Slot> mask) {
        arguments.slot(mask.orElse(nothing)).values(steps(mask)).value(mask.isPresent());
    }

    /** Distances along the axes of a mask, 0 along those that are broadcast. */
    private static int[] steps(Optional<Slot> mask) {
        int[] steps = new int[4];
        if (mask.isPresent()) {
            Shape shape = mask.get().shape();
            for (int axis = 0; axis < shape.rank(); axis++) {
                steps[axis] = shape.dim(axis) == 1 ? 0 : shape.product(axis + 1, shape.rank());
            }
        }
        return steps;
    }
}

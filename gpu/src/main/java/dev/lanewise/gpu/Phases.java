package dev.lanewise.gpu;

import dev.lanewise.program.Listing;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A program in two parts: what computes, and after it what writes to tensors from outside, so that a run that is
 * refused between them has changed nothing. Updates of parameters and of running statistics can wait until the end;
 * where outputs or checks of values depend on what was written, writes cannot wait, and all of the program is the
 * first part.
 *
 * @param listing the steps in this order
 * @param first how many steps the first part has
 */
record Phases(Listing listing, int first) {
    static Phases of(Listing listing) {
        BitSet late = late(listing);
        if (late.isEmpty() || writesInputs(listing)) {
            return new Phases(listing, listing.steps().size());
        }
        int[] bases = listing.bases();
        Set<Integer> waiting = new HashSet<>();
        late.stream().forEach(s -> {
            Listing.Step step = listing.steps().get(s);
            step.out().forEach(number -> waiting.add(bases[number]));
            targets(step, listing, bases).forEach(waiting::add);
        });
        boolean needed = listing.outputs().stream().anyMatch(number -> waiting.contains(bases[number]))
                || late.stream().anyMatch(s -> listing.steps().get(s).op().checksValues());
        if (needed) {
            return new Phases(listing, listing.steps().size());
        }
        List<Listing.Step> steps = new ArrayList<>();
        IntStream.range(0, listing.steps().size()).filter(s -> !late.get(s)).forEach(s -> steps.add(
                listing.steps().get(s)));
        int first = steps.size();
        late.stream().forEach(s -> steps.add(listing.steps().get(s)));
        return new Phases(
                new Listing(listing.values(), steps, listing.inputs(), listing.outputs(), listing.outside()), first);
    }

    /** Whether a step writes to an input: what reads or writes it besides must keep its place. */
    private static boolean writesInputs(Listing listing) {
        return listing.written().stream().anyMatch(number -> number < listing.inputs());
    }

    /** Whether the second part holds all that is written to tensors from outside. */
    boolean areApart() {
        return first < listing.steps().size();
    }

    /** Whether the second part reads and writes no inputs. */
    boolean secondNeedsNoInputs() {
        int[] bases = listing.bases();
        return listing.steps().subList(first, listing.steps().size()).stream()
                .flatMap(step -> step.in().stream())
                .noneMatch(number -> bases[number] < listing.inputs());
    }

    /** The steps that write to tensors from outside, and those that read what these have written or computed. */
    private static BitSet late(Listing listing) {
        int[] bases = listing.bases();
        Set<Integer> changed = new HashSet<>();
        BitSet late = new BitSet();
        for (int s = 0; s < listing.steps().size(); s++) {
            Listing.Step step = listing.steps().get(s);
            List<Integer> targets = targets(step, listing, bases);
            boolean reads = step.in().stream().anyMatch(number -> changed.contains(bases[number]));
            if (reads && !step.op().isView() || !targets.isEmpty()) {
                late.set(s);
                changed.addAll(targets);
                step.out().forEach(number -> changed.add(bases[number]));
            }
        }
        return late;
    }

    private static List<Integer> targets(Listing.Step step, Listing listing, int... bases) {
        return IntStream.range(0, step.in().size())
                .filter(i -> step.op().writes(i))
                .mapToObj(i -> bases[step.in().get(i)])
                .filter(listing.outside()::containsKey)
                .toList();
    }
}

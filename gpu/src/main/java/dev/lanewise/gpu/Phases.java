package dev.lanewise.gpu;

import dev.lanewise.program.Listing;
import dev.lanewise.tensor.Op;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A program in three parts. The first is what its outputs and its checks of values need: the run gives its outputs
 * then, or is refused. The next is what else computes, mostly gradients, and the last what writes to tensors from
 * outside, updates of parameters and of running statistics, so that a run that is refused has changed nothing. Where
 * outputs or checks depend on what was written, writes cannot wait, and all of the program is the first part.
 *
 * @param listing the steps in this order
 * @param first how many steps the first part has
 * @param last where the last part begins
 */
record Phases(Listing listing, int first, int last) {
    /**
     * The parts of a program.
     *
     * @param known which steps the device computes: others, which may throw anything on the CPU, do not wait
     */
    static Phases of(Listing listing, Predicate<Listing.Step> known) {
        BitSet late = late(listing);
        if (late.isEmpty() || writesInputs(listing)) {
            return whole(listing);
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
            return whole(listing);
        }
        BitSet early = early(listing, late, known);
        BitSet between = new BitSet();
        between.set(0, listing.steps().size());
        between.andNot(early);
        between.andNot(late);
        List<Listing.Step> steps = Stream.of(early, between, late)
                .flatMap(part -> part.stream().mapToObj(listing.steps()::get))
                .toList();
        return new Phases(new Listing(listing.values(), steps, listing.inputs(), listing.outputs(), listing.outside()),
                early.cardinality(), steps.size() - late.cardinality());
    }

    private static Phases whole(Listing listing) {
        return new Phases(listing, listing.steps().size(), listing.steps().size());
    }

    /**
     * The steps that outputs and checks need, and those that the device does not know, with all that they need, and
     * what reads or writes elements before one of these writes to them.
     */
    private static BitSet early(Listing listing, BitSet late, Predicate<Listing.Step> known) {
        int[] bases = listing.bases();
        Set<Integer> needed = new HashSet<>();
        Set<Integer> overwritten = new HashSet<>();
        listing.outputs().forEach(number -> needed.add(bases[number]));
        BitSet early = new BitSet();
        for (int s = listing.steps().size() - 1; s >= 0; s--) {
            Listing.Step step = listing.steps().get(s);
            Op op = step.op();
            List<Integer> writes = writes(step, bases);
            boolean stays = op.hasEffect() || op.checksValues() || !op.isView() && !known.test(step)
                    || step.out().stream().anyMatch(number -> needed.contains(bases[number]))
                    || writes.stream().anyMatch(needed::contains)
                    || step.in().stream().anyMatch(number -> overwritten.contains(bases[number]));
            if (stays && !late.get(s)) {
                early.set(s);
                step.in().forEach(number -> needed.add(bases[number]));
                overwritten.addAll(writes);
            }
        }
        return early;
    }

    /** Whether a step writes to an input: what reads or writes it besides must keep its place. */
    private static boolean writesInputs(Listing listing) {
        return listing.written().stream().anyMatch(number -> number < listing.inputs());
    }

    /** Whether the last part holds all that is written to tensors from outside. */
    boolean areApart() {
        return last < listing.steps().size();
    }

    /** Numbers of the inputs that are read after the first part. */
    List<Integer> inputsAfterFirst() {
        int[] bases = listing.bases();
        return listing.steps().subList(first, listing.steps().size()).stream()
                .flatMap(step -> step.in().stream())
                .map(number -> bases[number])
                .filter(number -> number < listing.inputs())
                .distinct()
                .toList();
    }

    /**
     * The steps that write to tensors from outside, those that read what these have written or computed, and those that
     * write to what these have read.
     */
    private static BitSet late(Listing listing) {
        int[] bases = listing.bases();
        Set<Integer> changed = new HashSet<>();
        Set<Integer> read = new HashSet<>();
        BitSet late = new BitSet();
        for (int s = 0; s < listing.steps().size(); s++) {
            Listing.Step step = listing.steps().get(s);
            boolean reads = step.in().stream().anyMatch(number -> changed.contains(bases[number]));
            boolean overwrites = writes(step, bases).stream().anyMatch(read::contains);
            if (reads && !step.op().isView() || overwrites || !targets(step, listing, bases).isEmpty()) {
                late.set(s);
                changed.addAll(writes(step, bases));
                step.out().forEach(number -> changed.add(bases[number]));
                step.in().forEach(number -> read.add(bases[number]));
            }
        }
        return late;
    }

    private static List<Integer> targets(Listing.Step step, Listing listing, int... bases) {
        return writes(step, bases).stream().filter(listing.outside()::containsKey).toList();
    }

    private static List<Integer> writes(Listing.Step step, int... bases) {
        return IntStream.range(0, step.in().size())
                .filter(step.op()::writes)
                .mapToObj(i -> bases[step.in().get(i)])
                .toList();
    }
}

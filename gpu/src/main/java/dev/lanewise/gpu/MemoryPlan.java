package dev.lanewise.gpu;

import dev.lanewise.program.Listing;
import dev.lanewise.tensor.Spec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Where the values that a run computes lie in one array of bytes: those that are not needed any more make room. Larger
 * ones are placed first, each as far to the front as it fits.
 */
final class MemoryPlan {
    /** Values begin at multiples of this, as devices like their reads. */
    private static final int LINE = 256;

    /** A value with the steps from which and to which it is needed. */
    private record Life(int number, long bytes, int from, int to) {
        boolean meets(Life other) {
            return from <= other.to && other.from <= to;
        }
    }

    private final long[] offsets;
    private final int[] bases;
    private final Set<Integer> alone = new TreeSet<>();
    private long size;

    /**
     * A plan.
     *
     * @param limit the most bytes that the array may have
     */
    MemoryPlan(Listing listing, long limit) {
        this.bases = listing.bases();
        this.offsets = new long[listing.values().size()];
        Arrays.fill(offsets, -1);
        List<Life> placed = new ArrayList<>();
        for (Life life : lives(listing)) {
            long at = 0;
            List<Life> beside = placed.stream().filter(life::meets)
                    .sorted(Comparator.comparingLong(each -> offsets[each.number]))
                    .toList();
            for (Life other : beside) {
                long start = offsets[other.number];
                if (at + life.bytes <= start) {
                    break;
                }
                at = Math.max(at, start + other.bytes);
            }
            if (at + life.bytes > limit) {
                alone.add(life.number);
            } else {
                offsets[life.number] = at;
                size = Math.max(size, at + life.bytes);
                placed.add(life);
            }
        }
    }

    /** The values that steps compute, without views; the largest first. */
    private List<Life> lives(Listing listing) {
        int[] from = new int[bases.length];
        int[] to = new int[bases.length];
        Arrays.fill(from, Integer.MAX_VALUE);
        Arrays.fill(to, -1);
        for (int number = 0; number < listing.steps().size(); number++) {
            Listing.Step step = listing.steps().get(number);
            for (int value : step.out()) {
                from[bases[value]] = Math.min(from[bases[value]], number);
                to[bases[value]] = Math.max(to[bases[value]], number);
            }
            for (int value : step.in()) {
                to[bases[value]] = Math.max(to[bases[value]], number);
            }
            checked(step, listing).forEach(value -> to[bases[value]] = listing.steps().size());
        }
        listing.outputs().forEach(value -> to[bases[value]] = listing.steps().size());
        return IntStream.range(0, bases.length)
                .filter(value -> bases[value] == value && from[value] != Integer.MAX_VALUE)
                .mapToObj(value -> new Life(value, lines(listing.values().get(value).bytes()), from[value], to[value]))
                .sorted(Comparator.comparingLong(Life::bytes).reversed())
                .toList();
    }

    /**
     * What a step checks, which must be there to be named after the run: labels and indices, or floats if it has none.
     */
    private static List<Integer> checked(Listing.Step step, Listing listing) {
        if (!step.op().checksValues()) {
            return List.of();
        }
        List<Integer> whole = step.in().stream()
                .filter(value -> listing.values().get(value).type() != Spec.Type.FLOAT)
                .toList();
        return whole.isEmpty() ? step.in() : whole;
    }

    private static long lines(long bytes) {
        return Math.max(1, Math.ceilDiv(bytes, LINE)) * LINE;
    }

    /** Bytes of the array. */
    long size() {
        return size;
    }

    /** Values that the array has no room for, and that lie by themselves. */
    Set<Integer> alone() {
        return alone;
    }

    /** Where a value begins, in bytes; -1 for those that lie elsewhere. */
    long offset(int number) {
        return offsets[number];
    }
}

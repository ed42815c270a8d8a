package dev.lanewise.gpu;

import dev.lanewise.program.Listing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the values that a run computes lie in one array of bytes: those that are not needed any more make room. Larger
 * ones are placed first, each as far to the front as it fits.
 */
final class Plan {
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
    private long size;

    Plan(Listing listing) {
        this.bases = bases(listing);
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
            offsets[life.number] = at;
            size = Math.max(size, at + life.bytes);
            placed.add(life);
        }
    }

    /** For each value what it is a view of, itself if it is none. */
    private static int[] bases(Listing listing) {
        int[] bases = IntStream.range(0, listing.values().size()).toArray();
        for (Listing.Step step : listing.steps()) {
            if (step.op().isView()) {
                bases[step.out().getFirst()] = bases[step.in().getFirst()];
            }
        }
        return bases;
    }

    /** The values that are neither views nor from outside, the largest first. */
    private List<Life> lives(Listing listing) {
        int[] from = new int[bases.length];
        int[] to = new int[bases.length];
        Arrays.fill(from, Integer.MAX_VALUE);
        Arrays.fill(to, -1);
        for (int i = 0; i < listing.inputs(); i++) {
            from[i] = -1;
        }
        for (int number = 0; number < listing.steps().size(); number++) {
            Listing.Step step = listing.steps().get(number);
            for (int value : step.out()) {
                from[bases[value]] = Math.min(from[bases[value]], number);
                to[bases[value]] = Math.max(to[bases[value]], number);
            }
            // what a step may refuse is still there after the run
            int last = step.op().checksValues() ? listing.steps().size() : number;
            for (int value : step.in()) {
                to[bases[value]] = Math.max(to[bases[value]], last);
            }
        }
        listing.outputs().forEach(value -> to[bases[value]] = listing.steps().size());
        listing.written().forEach(value -> to[value] = listing.steps().size());
        return IntStream.range(0, bases.length)
                .filter(value -> bases[value] == value && !listing.outside().containsKey(value)
                        && from[value] != Integer.MAX_VALUE)
                .mapToObj(value -> new Life(value, lines(listing.values().get(value).bytes()), from[value], to[value]))
                .sorted(Comparator.comparingLong(Life::bytes).reversed())
                .toList();
    }

    private static long lines(long bytes) {
        return Math.max(1, Math.ceilDiv(bytes, LINE)) * LINE;
    }

    /** Bytes of the array. */
    long size() {
        return size;
    }

    /** Where a value begins, in bytes; -1 for views and values from outside. */
    long offset(int number) {
        return offsets[number];
    }
}

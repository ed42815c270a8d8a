package dev.lanewise.program;

import dev.lanewise.tensor.Spec;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the steps of a program and follows whose elements lie where: proves, whatever rules a placement was made
 * by, that each step reads what was computed for it, and that it overwrites none of its own inputs unless its op may.
 */
final class PlacementCheck {
    /** A range that holds a value's elements, from its start in the map to {@code end}. */
    private record Held(int value, long end) {}

    private final Listing listing;
    private final int[] places;
    private final int[] bases;

    /** What the array holds, by where it begins; ranges do not overlap. */
    private final TreeMap<Long, Held> held = new TreeMap<>();

    PlacementCheck(Listing listing, Placement placement) {
        this.listing = listing;
        this.places = placement.places();
        this.bases = listing.bases();
    }

    /**
     * Requires that the placement is right.
     *
     * @throws IllegalStateException if it is not, which is a mistake of this package or of an op's
     */
    void require() {
        for (int i = 0; i < listing.steps().size(); i++) {
            Listing.Step step = listing.steps().get(i);
            for (int in : step.in()) {
                requireHeld(in, step);
            }
            if (!step.op().isView()) {
                for (int o = 0; o < step.out().size(); o++) {
                    write(step, o);
                }
                for (int out : step.out()) {
                    requireHeld(out, step);
                }
            }
        }
        for (int output : listing.outputs()) {
            requireHeld(output, null);
        }
    }

    private boolean isPlaced(int value) {
        return places[value] >= 0 && size(value) > 0;
    }

    private int size(int value) {
        return listing.values().get(value).shape().size();
    }

    /** The elements of a value are where it, or what it is a view of, has been put. */
    private void requireHeld(int value, Listing.@Nullable Step reader) {
        int base = bases[value];
        if (!isPlaced(base)) {
            return;
        }
        Held there = held.get((long) places[base]);
        if (there == null || there.value != base || there.end != (long) places[base] + size(base)) {
            throw new IllegalStateException("program: the buffer of value %" + base + " " + listing.values().get(base)
                    + " is used for another one before " + (reader == null ? "the caller" : reader.op().name())
                    + " reads it");
        }
    }

    private void write(Listing.Step step, int output) {
        int value = step.out().get(output);
        if (listing.values().get(value).type() != Spec.Type.FLOAT || size(value) == 0) {
            return;
        }
        long from = places[value];
        long to = from + size(value);
        Map.Entry<Long, Held> next = held.lowerEntry(to);
        while (next != null && next.getValue().end > from) {
            requireMayOverwrite(step, output, next.getValue().value);
            held.remove(next.getKey());
            next = held.lowerEntry(to);
        }
        held.put(from, new Held(value, to));
    }

    /** What lies where an output goes is no input of the step, or one in just that place that its op may overwrite. */
    private void requireMayOverwrite(Listing.Step step, int output, int value) {
        int out = step.out().get(output);
        for (int i = 0; i < step.in().size(); i++) {
            int in = step.in().get(i);
            boolean same = places[value] == places[out] && size(value) == size(out)
                    && listing.values().get(in).equals(listing.values().get(out));
            if (bases[in] == value && !(same && step.op().mayOverwrite(output, i))) {
                throw new IllegalStateException("program: " + step.op().name() + " would write its output %" + out + " "
                        + listing.values().get(out) + " over its input %" + in + " " + listing.values().get(in));
            }
        }
    }
}

package dev.lanewise.program;

import dev.lanewise.kernels.drivers.CacheLines;
import dev.lanewise.tensor.Spec;
import java.util.Arrays;

/**
 * The place of each float buffer that a step computes, by when it is last read, in one array.
 *
 * @param places where a buffer begins; -1 for other values
 * @param size how many floats the buffers take together
 */
@SuppressWarnings("ArrayRecordComponent") // an intermediate result, not compared
record Placement(int[] places, int size) {
    static Placement of(Listing listing) {
        int[] last = lastUses(listing);
        int[] places = new int[last.length];
        Arrays.fill(places, -1);
        Layout layout = new Layout();
        for (int i = 0; i < listing.steps().size(); i++) {
            Listing.Step step = listing.steps().get(i);
            for (int out : step.out()) {
                Spec spec = listing.values().get(out);
                if (!step.op().isView() && spec.type() == Spec.Type.FLOAT) {
                    places[out] = CacheLines.FIRST + layout.place(spec.shape().size(), i, last[out]);
                }
            }
        }
        return new Placement(places, layout.size());
    }

    /** For each value the last step that reads it or a view of it; for outputs one past the last step. */
    private static int[] lastUses(Listing listing) {
        int[] bases = listing.bases();
        int[] last = new int[bases.length];
        for (int i = 0; i < listing.steps().size(); i++) {
            Listing.Step step = listing.steps().get(i);
            for (int in : step.in()) {
                last[bases[in]] = i;
            }
            for (int out : step.out()) {
                last[bases[out]] = i;
            }
        }
        for (int output : listing.outputs()) {
            last[bases[output]] = listing.steps().size();
        }
        return last;
    }
}

package dev.lanewise.kernels.drivers;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Plans made before, by their shapes: a training meets the same few shapes again and again, and making a plan costs
 * more than a small operation. A place that another plan takes is overwritten. Entries are immutable, so threads may
 * race.
 */
final class BroadcastPlans {
    private static final int PLACES = 256;

    private record Entry(int[] output, int[][] inputs, BroadcastPlan plan) {
        boolean fits(int[] otherOutput, int[][] otherInputs) {
            boolean fits = inputs.length == otherInputs.length && Arrays.equals(output, otherOutput);
            for (int k = 0; fits && k < inputs.length; k++) {
                fits = Arrays.equals(inputs[k], otherInputs[k]);
            }
            return fits;
        }
    }

    private static final @Nullable Entry[] KEPT = new Entry[PLACES];

    private BroadcastPlans() {}

    /** {@link BroadcastPlan#of}, made now or before. */
    static BroadcastPlan of(int[] output, int[]... inputs) {
        int hash = Arrays.hashCode(output);
        for (int[] input : inputs) {
            hash = 31 * hash + Arrays.hashCode(input);
        }
        int place = (hash ^ hash >>> 8 ^ hash >>> 16) & (PLACES - 1);
        Entry entry = KEPT[place];
        if (entry == null || !entry.fits(output, inputs)) {
            int[][] shapes = new int[inputs.length][];
            for (int k = 0; k < shapes.length; k++) {
                shapes[k] = inputs[k].clone();
            }
            entry = new Entry(output.clone(), shapes, BroadcastPlan.of(output, inputs));
            KEPT[place] = entry;
        }
        return entry.plan;
    }
}

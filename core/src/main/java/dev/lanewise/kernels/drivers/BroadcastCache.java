package dev.lanewise.kernels.drivers;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A cache of walks by shapes: training uses the same few shapes again and again, and making a walk costs more than a
 * small operation. On a collision the new walk replaces the old. Entries are immutable, so races are harmless.
 */
final class BroadcastCache {
    private static final int PLACES = 256;

    private record Entry(int[] output, int[][] inputs, BroadcastWalk walk) {
        boolean fits(int[] otherOutput, int[][] otherInputs) {
            boolean fits = inputs.length == otherInputs.length && Arrays.equals(output, otherOutput);
            for (int k = 0; fits && k < inputs.length; k++) {
                fits = Arrays.equals(inputs[k], otherInputs[k]);
            }
            return fits;
        }
    }

    private static final @Nullable Entry[] KEPT = new Entry[PLACES];

    private BroadcastCache() {}

    /** {@link BroadcastWalk#of}, cached. */
    static BroadcastWalk of(int[] output, int[]... inputs) {
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
            entry = new Entry(output.clone(), shapes, BroadcastWalk.of(output, inputs));
            KEPT[place] = entry;
        }
        return entry.walk;
    }
}

package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.NdRange;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import dev.lanewise.kernels.ReduceKernels;
import java.util.ArrayList;
import java.util.List;

/**
 * A stable sort of lines of unsigned keys, in passes by a few bits each, the lowest first: groups of items count how
 * often each digit is there, the counts are summed up, and each entry goes to the place that is then known.
 */
final class LineSort {
    static final String FILE = "sort";

    /** As in {@code sort.cl}. */
    private static final int BITS = 4;

    private static final int EACH = 16;

    private final Slot keys;
    private final Slot sortedKeys;
    private final Slot sortedPlaces;
    private final List<Stage> stages = new ArrayList<>();

    /**
     * A sort.
     *
     * @param lines how many; at least one
     * @param len of a line; at least 1
     * @param bits the lowest of the keys, those that may not be 0
     */
    LineSort(int lines, int len, int bits, Site site) {
        int size = lines * len;
        int tiles = Math.ceilDiv(len, ReduceKernels.LANES * EACH);
        int digits = (1 << BITS) * tiles;
        Slot counts = site.scratch((long) lines * digits);
        Slot from = site.scratch(size);
        Slot to = site.scratch(size);
        Slot places = site.scratch(size);
        Slot toPlaces = site.scratch(size);
        this.keys = from;
        NdRange grid = NdRange.groups(ReduceKernels.LANES, (long) lines * tiles);
        for (int shift = 0; shift < bits; shift += BITS) {
            add("count_digits", grid, shift, len, tiles, List.of(from), List.of(counts));
            stages.add(Launch.inFile(FILE, "sum_counts", NdRange.groups(ReduceKernels.LANES, lines),
                    arguments -> arguments.slot(counts).value(digits)));
            add("move_entries", grid, shift, len, tiles, List.of(from, places), List.of(counts, to, toPlaces));
            Slot moved = to;
            to = from;
            from = moved;
            Slot movedPlaces = toPlaces;
            toPlaces = places;
            places = movedPlaces;
        }
        this.sortedKeys = from;
        this.sortedPlaces = places;
    }

    /** A kernel; one that takes places is told whether there are some yet. */
    private void add(
            String kernel, NdRange grid, int shift, int len, int tiles, List<Slot> entries, List<Slot> others) {
        stages.add(Launch.inFile(FILE, kernel, grid, arguments -> {
            arguments.slots(entries);
            if (entries.size() > 1) {
                arguments.value(shift == 0);
            }
            arguments.slots(others).values(len, tiles, shift);
        }));
    }

    /** Where the keys are put to be sorted, line by line. */
    Slot keys() {
        return keys;
    }

    /** What sorts them. */
    List<Stage> stages() {
        return stages;
    }

    /** Where they are then. */
    Slot sortedKeys() {
        return sortedKeys;
    }

    /** And where in its line each has been. */
    Slot sortedPlaces() {
        return sortedPlaces;
    }
}

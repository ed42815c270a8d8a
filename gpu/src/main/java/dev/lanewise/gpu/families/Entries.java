package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Arguments;
import dev.lanewise.gpu.steps.Launch;
import dev.lanewise.gpu.steps.Site;
import dev.lanewise.gpu.steps.Slot;
import dev.lanewise.gpu.steps.Stage;
import java.util.ArrayList;
import java.util.List;

/**
 * Entries that are looked for by the index which they name: in the order of their indices if lines are long, so that
 * those with an index follow each other, as they were.
 */
final class Entries {
    /** Lines up to this length are walked whole. */
    private static final int WALKED = 64;

    private final List<Stage> stages = new ArrayList<>();
    /** The indices; if they are sorted, where the entries of each index begin. */
    private final Slot indices;

    private final Slot places;
    private final boolean sorted;

    /**
     * The entries of a block {@code [outer, count, inner]} of indices, in lines along its middle axis.
     *
     * @param limit to the indices; others are refused
     */
    Entries(Slot indices, int outer, int count, int inner, int limit, Site site) {
        stages.add(check(indices, limit, site));
        sorted = count > WALKED && outer * inner > 0 && limit > 0;
        if (sorted) {
            int bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(limit - 1));
            LineSort sort = new LineSort(outer * inner, count, bits, site);
            stages.add(Launch.inFile(Gathers.FILE, "line_keys", site.items(indices.size()),
                    arguments -> arguments.slot(indices).slot(sort.keys()).values(count, inner, indices.size())));
            stages.addAll(sort.stages());
            this.indices = site.scratch((long) outer * inner * (limit + 1L));
            places = sort.sortedPlaces();
            stages.add(Launch.inFile(Gathers.FILE, "line_starts", site.items(this.indices.size()),
                    arguments -> arguments.slot(sort.sortedKeys()).slot(this.indices)
                            .values(count, limit, this.indices.size())));
        } else {
            this.indices = indices;
            places = indices;
        }
    }

    /** Refuses indices that are not below a limit. */
    static Stage check(Slot indices, int limit, Site site) {
        return Launch.inFile(Gathers.FILE, "check_indices", site.items(indices.size()),
                arguments -> arguments.slot(indices).values(limit, indices.size()).fault(site));
    }

    /** What has to be done before a kernel can use them. */
    List<Stage> stages() {
        return stages;
    }

    /** Sets five arguments: indices or starts, places, and whether entries are sorted by index. */
    Arguments bind(Arguments arguments) {
        return arguments.slot(indices).slot(places).value(sorted);
    }
}

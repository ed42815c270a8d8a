package dev.lanewise.program;

import java.util.ArrayList;
import java.util.List;

/** Every hazard of capturing that is known, by what it concerns. */
final class HazardTable {
    private HazardTable() {}

    static List<Hazard> all() {
        List<Hazard> all = new ArrayList<>();
        HazardsOfModes.add(all);
        HazardsOfGradients.add(all);
        HazardsOfHistories.add(all);
        HazardsOfHooks.add(all);
        HazardsOfRandomness.add(all);
        HazardsOfOptimizers.add(all);
        HazardsOfValues.add(all);
        HazardsOfThreads.add(all);
        return all;
    }
}

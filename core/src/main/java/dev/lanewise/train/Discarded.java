package dev.lanewise.train;

import dev.lanewise.tensor.Spec;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Remembers the inputs whose plans were discarded, and warns, once, when plans evict each other in rotation. */
final class Discarded {
    /** How many kinds of inputs are remembered. */
    private static final int MOST = 1000;

    private final Set<List<Spec>> inputs = new LinkedHashSet<>();
    private boolean told;

    /** A plan for these inputs has been discarded. */
    void add(List<Spec> specs) {
        if (!told && inputs.size() < MOST) {
            inputs.add(specs);
        }
    }

    /** A plan for these inputs has been made; {@code kept} plans are kept. */
    void captured(List<Spec> specs, int kept) {
        if (!told && inputs.contains(specs)) {
            told = true;
            System.getLogger("dev.lanewise").log(Level.WARNING, () -> "step: plans are discarded and made again in "
                    + "rotation: " + specs + " is captured anew, since " + kept + " plans are kept and more kinds of "
                    + "inputs or modes take turns; keep more of them with plans(n), or pad batches to fewer shapes");
            inputs.clear();
        }
    }
}

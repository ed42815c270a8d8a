package dev.lanewise.replay;

import dev.lanewise.tensor.Spec;
import java.lang.System.Logger.Level;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Remembers the inputs whose programs were discarded, and warns, once, when programs evict each other in rotation. */
final class Rotation {
    /** How many kinds of inputs are remembered. */
    private static final int MOST = 1000;

    private final String what;
    private final Set<List<Spec>> inputs = new LinkedHashSet<>();
    private boolean told;

    Rotation(String what) {
        this.what = what;
    }

    /** A program for these inputs has been discarded. */
    void discarded(List<Spec> specs) {
        if (!told && inputs.size() < MOST) {
            inputs.add(specs);
        }
    }

    /** A program for these inputs has been made; {@code kept} of them are kept. */
    void captured(List<Spec> specs, int kept) {
        if (!told && inputs.contains(specs)) {
            told = true;
            System.getLogger("dev.lanewise").log(Level.WARNING, () -> what + ": plans are discarded and made again in "
                    + "rotation: " + specs + " is captured anew, since " + kept + " plans are kept and more kinds of "
                    + "inputs or modes take turns; keep more of them with plans(n), or pad batches to fewer shapes");
            inputs.clear();
        }
    }
}

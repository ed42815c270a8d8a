package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Stages;
import java.util.List;
import java.util.function.Consumer;

/** All families of ops that a device knows. */
public final class Families {
    private static final List<Consumer<Stages>> ALL = List.of(
            Elementwise::addTo, Products::addTo, Reductions::addTo, Losses::addTo, Updates::addTo,
            Moves::addTo, Gathers::addTo, Sorts::addTo, Embeddings::addTo, Positioned::addTo);

    private Families() {}

    /** The ops of all families. */
    public static Stages stages() {
        Stages stages = new Stages();
        ALL.forEach(family -> family.accept(stages));
        return stages;
    }
}

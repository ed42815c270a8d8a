package dev.lanewise.gpu.families;

import dev.lanewise.gpu.steps.Stages;
import java.util.List;
import java.util.function.Consumer;

/** All families of ops that a device knows. */
public final class Families {
    private static final List<Consumer<Stages>> ALL = List.of(
            Elementwise::addTo, Draws::addTo, Moves::addTo, Gathers::addTo, Sorts::addTo, Embeddings::addTo,
            Positioned::addTo, Products::addTo, Convolutions::addTo, Pools::addTo, Patches::addTo,
            Resamples::addTo, Reductions::addTo, Scans::addTo, Softmaxes::addTo, Norms::addTo, Channels::addTo,
            Attentions::addTo, Recurrences::addTo, Losses::addTo, Gradients::addTo, Updates::addTo);

    private Families() {}

    /** The ops of all families. */
    public static Stages stages() {
        Stages stages = new Stages();
        ALL.forEach(family -> family.accept(stages));
        return stages;
    }
}

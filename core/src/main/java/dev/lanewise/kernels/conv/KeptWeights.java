package dev.lanewise.kernels.conv;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps weights as tiles read them for the next time, if they have not changed by then. */
@FunctionalInterface
public interface KeptWeights {
    /** Keeps nothing. */
    KeptWeights NONE = (form, packed) -> null;

    /**
     * What has been kept, or is from now on; null if nothing is.
     *
     * @param form where the weights are and how they are packed, by {@code equals}
     * @param packed packs them
     */
    float @Nullable [] get(Object form, Supplier<float[]> packed);
}

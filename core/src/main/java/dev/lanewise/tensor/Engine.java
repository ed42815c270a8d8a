package dev.lanewise.tensor;

import dev.lanewise.kernels.choice.KernelLookup;

/** What this JVM computes with: for reports, such as those of benchmarks, and for programs that want to be sure. */
public final class Engine {
    private Engine() {}

    /**
     * The kernels that compute: {@code simd-} with the number of bits of a vector, or {@code scalar}. They are chosen
     * at the first call, or the first computation, by {@code -Dlanewise.simd} and what the JVM offers, and the bits of
     * all results are the same with any of them.
     *
     * @throws IllegalArgumentException if there is no such setting
     * @throws UnsupportedOperationException if the setting requires SIMD kernels and they cannot be used
     */
    public static String kernels() {
        return KernelLookup.name();
    }

    /**
     * The same as a sentence, with the reason where scalar kernels are used.
     *
     * @throws IllegalArgumentException as {@link #kernels}
     * @throws UnsupportedOperationException as {@link #kernels}
     */
    public static String description() {
        return KernelLookup.description();
    }
}

package dev.lanewise.kernels;

/**
 * One complete set of kernels. {@link #active()} is the set this JVM computes with.
 *
 * @param name how the set is called in the log line and in messages, e.g. {@code "scalar"} or {@code "simd-512"}
 */
public record Kernels(
        String name,
        MapKernels map,
        ZipKernels zip,
        CompareKernels compare,
        ReduceKernels reduce,
        SoftmaxKernels softmax,
        GemmKernels gemm,
        OptimizerKernels optimizer,
        RandomKernels random,
        ActivationKernels activation,
        FusedKernels fused,
        NormKernels norm) {

    /**
     * The set that this JVM computes with, chosen at the first call by {@code -Dlanewise.simd}:
     *
     * <ul>
     *   <li>{@code auto} (the default): SIMD kernels at the widest vectors, if the JVM is HotSpot with its C2 compiler
     *       and was started with {@code --add-modules jdk.incubator.vector}; else scalar kernels, and a warning that
     *       says why;
     *   <li>{@code off}: scalar kernels;
     *   <li>{@code required}: as {@code auto}, but throws where {@code auto} would warn;
     *   <li>{@code 128}, {@code 256}, {@code 512}: SIMD kernels with vectors of so many bits, C2 or not; throws without
     *       the module, and where the CPU has no vectors so wide.
     * </ul>
     *
     * <p>All sets compute the same bits. One line in the system logger {@code dev.lanewise} says what was chosen: at
     * level {@code WARNING} where scalar kernels serve unasked, else {@code DEBUG}.
     *
     * @throws IllegalArgumentException if the property has any other value
     * @throws UnsupportedOperationException if the property insists on SIMD kernels and they cannot serve
     */
    public static Kernels active() {
        return KernelLookup.active();
    }
}

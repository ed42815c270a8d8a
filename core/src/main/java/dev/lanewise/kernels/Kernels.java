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
        RandomKernels random) {

    /** The set chosen once for this JVM (see {@code -Dlanewise.simd}). */
    public static Kernels active() {
        throw new UnsupportedOperationException("wired by KernelLookup");
    }
}

package dev.lanewise.kernels;

import dev.lanewise.kernels.loops.LoopCompiler;

/**
 * One complete set of kernels. {@code KernelLookup.active()} is the set this JVM computes with.
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
        LoopCompiler loops,
        NormKernels norm) {}

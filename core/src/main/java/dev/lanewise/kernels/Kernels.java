package dev.lanewise.kernels;

import dev.lanewise.kernels.loops.LoopCompiler;

/**
 * One complete set of kernels, a member for each family. All sets compute the same bits; {@code kernels.choice} decides
 * which of them this JVM computes with. A set is a constant and so are its members, for the JIT as well: call a kernel
 * through the set each time rather than keep it in a field.
 */
public interface Kernels {
    /** How the set is called in the log line and in messages, e.g. {@code "scalar"} or {@code "simd-512"}. */
    String name();

    /** Functions of one argument. */
    MapKernels map();

    /** Functions of two arguments. */
    ZipKernels zip();

    /** Comparisons, and selection by masks. */
    CompareKernels compare();

    /** Sums, largest and smallest of runs and rows. */
    ReduceKernels reduce();

    /** Softmax and cross-entropy of rows. */
    SoftmaxKernels softmax();

    /** Parts of matrix products. */
    GemmKernels gemm();

    /** Updates of parameters. */
    OptimizerKernels optimizer();

    /** Random numbers by address. */
    RandomKernels random();

    /** Gradients of activation functions, and what follows a product. */
    ActivationKernels activation();

    /** Normalisation of rows. */
    NormKernels norm();

    /** Loops that are generated at run time. */
    LoopCompiler loops();
}

package dev.lanewise.kernels;

import dev.lanewise.kernels.loops.LoopCompiler;

/**
 * One complete set of kernels, a member for each family. All sets compute the same bits; {@code kernels.choice} decides
 * which one this JVM computes with. To the JIT, a set and its members are constants: call a kernel through the set each
 * time rather than keep it in a field.
 */
public interface Kernels {
    /** The set's name in the log line and in messages, e.g. {@code "scalar"} or {@code "simd-512"}. */
    String name();

    /** Functions of one argument. */
    MapKernels map();

    /** Functions of two arguments. */
    ZipKernels zip();

    /** Comparisons, and selection by masks. */
    CompareKernels compare();

    /** Sums, maxima and minima of runs and rows. */
    ReduceKernels reduce();

    /** Softmax and cross-entropy of rows. */
    SoftmaxKernels softmax();

    /** Parts of matrix products. */
    GemmKernels gemm();

    /** Updates of parameters. */
    OptimizerKernels optimizer();

    /** Random numbers by address. */
    RandomKernels random();

    /** Gradients of activation functions, and the bias and activation after a product. */
    ActivationKernels activation();

    /** Normalisation of rows. */
    NormKernels norm();

    /** Tiles of convolutions. */
    TapKernels taps();

    /** Convolutions of many small groups. */
    CellKernels cells();

    /** Copies of what convolutions read. */
    PatchKernels patches();

    /** Pools of planes. */
    PoolKernels pool();

    /** Sums with weights along an axis. */
    ResampleKernels resample();

    /** Sums and maxima of groups of rows. */
    RowGroupKernels rowGroups();

    /** Loops that are generated at run time. */
    LoopCompiler loops();
}

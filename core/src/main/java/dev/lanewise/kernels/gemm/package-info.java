/**
 * Matrix products from the entry point to the tile: {@link Gemm} hands out a {@link Product}, which is described,
 * checked and run, and chooses the algorithm.
 *
 * <pre>
 *   Gemm ── GemmVectors            one row or one column
 *     ├──── GemmChains             a long k, shared among threads or hiding latency
 *     └──── GemmUnpackedJob        A read in place          ┐ tiles; GemmPacking fills panels,
 *           GemmPackedJob          A and B packed           ┘ GemmScratch holds them
 *   Epilogue                       bias and activation, while C is in the cache
 * </pre>
 *
 * <p>The order of operations is defined by {@link dev.lanewise.kernels.GemmKernels}; nothing here can change a bit, so
 * splits may depend on the number of threads. This package knows the contracts and no leaf. Decision and numbers: ADR
 * 2.
 */
@NullMarked
package dev.lanewise.kernels.gemm;

import org.jspecify.annotations.NullMarked;

/**
 * The kernels on the Vector API, except matrix products ({@code simd.gemm}): one class per family
 * ({@code Simd…Kernels}), at the one width that {@link Lanes} chooses. With {@code simd.gemm} the only code that
 * imports {@code jdk.incubator.vector}.
 *
 * <p>It knows the contracts, {@code loops} and {@code scalar}, whose formulas it repeats operation by operation and
 * whose code does the tails. {@code choice} loads it by name. Start-up options name
 * {@code dev.lanewise.kernels.simd.*}, which includes {@code simd.gemm} (ADR 6): vector code belongs below this name.
 */
@NullMarked
package dev.lanewise.kernels.simd;

import org.jspecify.annotations.NullMarked;

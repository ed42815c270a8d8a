/**
 * The kernels on the Vector API, but for matrix products ({@code simd.gemm}): one class a family
 * ({@code Simd…Kernels}), at the one width that {@link Lanes} settles on. With {@code simd.gemm} the only code that
 * imports {@code jdk.incubator.vector}.
 *
 * <p>It knows the contracts, {@code loops} and {@code scalar}, whose formulas it repeats operation by operation and
 * whose code takes the tails. {@code choice} loads it by name. Start options name {@code dev.lanewise.kernels.simd.*}
 * and so {@code simd.gemm} as well (ADR 6): vector code belongs below this name.
 */
@NullMarked
package dev.lanewise.kernels.simd;

import org.jspecify.annotations.NullMarked;

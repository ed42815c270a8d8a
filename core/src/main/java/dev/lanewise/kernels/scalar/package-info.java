/**
 * The kernels in plain Java: the reference that every other set has to match bit for bit, the fallback on every JVM,
 * and for tails and rare cases also what {@code simd} calls. Readable before fast.
 *
 * <p>One class a family ({@code Scalar…Kernels}), and beside them the mathematics they share with {@code simd}:
 * {@code Coefficients}, {@code ScalarMath}, {@code Philox}. It knows the contracts and {@code loops}; no threads, no
 * callers, no other set.
 */
@NullMarked
package dev.lanewise.kernels.scalar;

import org.jspecify.annotations.NullMarked;

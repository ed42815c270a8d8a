/**
 * The kernels in plain Java: the reference that every other set has to match bit for bit, the fallback on every JVM,
 * and what {@code simd} calls for tails and rare cases. Readability comes before speed.
 *
 * <p>One class per family ({@code Scalar…Kernels}), and the mathematics that they share with {@code simd}:
 * {@code Coefficients}, {@code ScalarMath}, {@code Philox}. It knows the contracts and {@code loops}, but no threads,
 * callers or other sets.
 */
@NullMarked
package dev.lanewise.kernels.scalar;

import org.jspecify.annotations.NullMarked;

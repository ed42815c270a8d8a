/**
 * The choice of the kernels that this JVM computes with: {@link KernelLookup} for callers, {@code KernelChoice} for the
 * decision, {@code ScalarKernels} and {@code SimdKernels} for the members of each set.
 *
 * <p>The only package that names classes of {@code scalar} and {@code simd}; it stands above both. SIMD classes are
 * reached by name, so that nothing fails to link if the incubator module is missing. It knows no drivers and no
 * threads.
 */
@NullMarked
package dev.lanewise.kernels.choice;

import org.jspecify.annotations.NullMarked;

/**
 * Which kernels this JVM computes with: {@link KernelLookup} for callers, {@code KernelChoice} for the reasons,
 * {@code ScalarKernels} and {@code SimdKernels} for what each set consists of.
 *
 * <p>The only package that names classes of {@code scalar} and {@code simd}; it stands above both. SIMD classes are
 * reached by name, so that nothing fails to link where the incubator module is missing. It knows no drivers and no
 * threads.
 */
@NullMarked
package dev.lanewise.kernels.choice;

import org.jspecify.annotations.NullMarked;

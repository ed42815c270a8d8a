/**
 * Contracts of the kernels: one interface per family, on {@code float[]}, offset and length, with formula, ranges,
 * aliasing, order of accumulation and treatment of NaN. {@link Kernels} is a complete set of them, {@link Thresholds}
 * has every number that steers how work is cut.
 *
 * <pre>
 *   tensor, program
 *         |  calls
 *   drivers, gemm, fusion     cut work into parts, hold scratch, call the active set
 *         |                     only these and what they call know threads
 *   choice                    which set this JVM computes with; assembles both
 *         |
 *   simd.gemm, simd           vectors      leaves: ranges in, ranges out;
 *   scalar                    plain Java   they neither fork nor allocate
 *         |
 *   this package, loops       contracts: what leaves promise and callers rely on
 * </pre>
 *
 * <p>Nothing here knows who implements a contract or who calls it, and no leaf code belongs here. A new kernel is a
 * method of its family's interface, here, and so a method in {@code scalar} (write that first: it is the reference) and
 * one in {@code simd}; the compiler asks for both. A method in {@code drivers} splits it among threads. A new family is
 * an interface here, a member of {@link Kernels}, and a class in each set, named in {@code choice}.
 */
@NullMarked
package dev.lanewise.kernels;

import org.jspecify.annotations.NullMarked;

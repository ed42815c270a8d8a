/**
 * Contracts of the kernels: one interface a family, on {@code float[]}, offset and length, with formula, ranges,
 * aliasing, order of accumulation and what NaN does. {@link Kernels} is a complete set of them, {@link Thresholds}
 * every number that steers how work is cut.
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
 * <p>Nothing here knows who implements a contract or who calls it, and no code of a leaf stands here. A new kernel is a
 * method of the interface of its family, here, and so a method in {@code scalar} (write that first: it is the
 * reference) and one in {@code simd}; the compiler asks for both. What hands it to threads is a method in
 * {@code drivers}. A new family is an interface here, a member of {@link Kernels}, and a class in each set, named in
 * {@code choice}.
 */
@NullMarked
package dev.lanewise.kernels;

import org.jspecify.annotations.NullMarked;

/**
 * Drivers cut work into parts by its shape, walk broadcasts and axes, keep scratch, and call the active set. Ops call
 * them, one static method per kernel; products are in {@code gemm}, fused steps in {@code fusion}.
 *
 * <p>{@code Split} cuts work, {@code Pool} keeps scratch, {@code CacheLines} places it; how finely to cut is in
 * {@link dev.lanewise.kernels.Thresholds}. Drivers know the contracts and {@code choice}, never a leaf by its class,
 * and neither ops nor tensors.
 */
@NullMarked
package dev.lanewise.kernels.drivers;

import org.jspecify.annotations.NullMarked;

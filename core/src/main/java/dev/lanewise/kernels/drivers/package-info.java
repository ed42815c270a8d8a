/**
 * Drivers: they cut work into parts by its shape, walk broadcasts and axes, keep scratch, and call the active set. Ops
 * of {@code tensor} call them, one static method a kernel; products are in {@code gemm}, fused steps in {@code fusion}.
 *
 * <p>{@code Split} is the way to cut, {@code Pool} the way to keep scratch, {@code CacheLines} the way to place it; how
 * fine to cut stands in {@link dev.lanewise.kernels.Thresholds}. Drivers know the contracts and {@code choice}, never a
 * leaf by its class, and neither ops nor tensors.
 */
@NullMarked
package dev.lanewise.kernels.drivers;

import org.jspecify.annotations.NullMarked;

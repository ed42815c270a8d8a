/**
 * Matrix products on the Vector API: {@code SimdGemmKernels} and {@code SimdGemmUnpackedKernels} choose among tiles
 * ({@code Tile…} on packed operands, {@code UnpackedTile…} on an A read in place), {@code Transpose16} packs in
 * registers, {@code GemmEdges} handles what is less than a tile, {@code RowTimesMatrix} and the like are for one row or
 * column. Each tile is a method of its own, with accumulators in locals: C2 keeps vectors in registers within a method
 * only.
 *
 * <p>It knows the contracts, {@code scalar} and the lanes of {@code simd}.
 */
@NullMarked
package dev.lanewise.kernels.simd.gemm;

import org.jspecify.annotations.NullMarked;

/** Tiles and rows of matrix products on vectors. */
@NullMarked
package dev.lanewise.kernels.simd.gemm;

import org.jspecify.annotations.NullMarked;

/** Matrix products: what they are, how they are cut into parts and packed. */
@NullMarked
package dev.lanewise.kernels.gemm;

import org.jspecify.annotations.NullMarked;

@NullMarked
package dev.lanewise.kernels.simd;

import org.jspecify.annotations.NullMarked;

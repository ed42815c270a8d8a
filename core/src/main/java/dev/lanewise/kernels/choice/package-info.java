/** The choice of the kernels this JVM computes with: the only package that names the scalar and the SIMD set. */
@NullMarked
package dev.lanewise.kernels.choice;

import org.jspecify.annotations.NullMarked;

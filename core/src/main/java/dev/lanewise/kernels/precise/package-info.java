/**
 * Functions computed in double precision, one element after the other, and rounded to a float once: rare ones, for
 * which vectors are not worth their code, and those of two arguments. They use {@code StrictMath} and correctly rounded
 * operations in a fixed order, so the results are the same on every machine. They know no arrays, threads or tensors.
 */
@NullMarked
package dev.lanewise.kernels.precise;

import org.jspecify.annotations.NullMarked;

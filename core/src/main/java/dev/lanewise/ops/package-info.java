/** Operations that are made of more than elementwise functions and products: normalisation; convolution, pooling, recurrence and attention will stand here. */
@NullMarked
package dev.lanewise.ops;

import org.jspecify.annotations.NullMarked;

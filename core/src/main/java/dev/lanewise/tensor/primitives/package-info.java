/** The ops that tensors are made of. */
@NullMarked
package dev.lanewise.tensor.primitives;

import org.jspecify.annotations.NullMarked;

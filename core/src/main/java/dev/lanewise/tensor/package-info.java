/** Tensors, the ops on them, and the history from which gradients are worked out. */
@NullMarked
package dev.lanewise.tensor;

import org.jspecify.annotations.NullMarked;

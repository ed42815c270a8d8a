/**
 * Pools as layers; each applies the function of {@link dev.lanewise.ops.Pooling} that its name says, which has its
 * shapes and gradients, and has PyTorch's defaults.
 */
@NullMarked
package dev.lanewise.nn.pool;

import org.jspecify.annotations.NullMarked;

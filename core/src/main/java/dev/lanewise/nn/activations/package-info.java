/**
 * Activations as layers, to be put between others in a {@link dev.lanewise.nn.Sequential}; each applies the function of
 * {@link dev.lanewise.tensor.Activations} or {@link dev.lanewise.tensor.Tensor} that its name says, and has PyTorch's
 * defaults. Elsewhere call the function: {@code Activations.mish(x)}.
 */
@NullMarked
package dev.lanewise.nn.activations;

import org.jspecify.annotations.NullMarked;

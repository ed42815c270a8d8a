/**
 * Convolutions as layers, with PyTorch's shapes, parameters and initial values. Each applies the function of
 * {@link dev.lanewise.ops.Convolution} that its name says; {@link dev.lanewise.ops.ConvOptions} say how its kernel
 * moves.
 */
@NullMarked
package dev.lanewise.nn.conv;

import org.jspecify.annotations.NullMarked;

/**
 * Convolutions as layers, with PyTorch's shapes, parameters and initial values, and patches taken out and put back.
 * Each applies the function of {@link dev.lanewise.ops.Convolution} or {@link dev.lanewise.ops.Patches} that its name
 * says; {@link dev.lanewise.ops.ConvOptions} say how a kernel moves.
 */
@NullMarked
package dev.lanewise.nn.conv;

import org.jspecify.annotations.NullMarked;

/**
 * Normalisation as layers: over the channels of a batch, over groups of channels, over the last axes. They apply the
 * functions of {@link dev.lanewise.ops.Normalization} with PyTorch's defaults and names of parameters.
 */
@NullMarked
package dev.lanewise.nn.norm;

import org.jspecify.annotations.NullMarked;

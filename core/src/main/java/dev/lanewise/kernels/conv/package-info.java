/**
 * Convolutions as implicit matrix products. {@code Geometry} has the sizes; {@code Grid} says which elements the taps
 * of a kernel read at each position, and {@code Segments} lists them for copying; {@code TapProduct} computes the
 * convolution and the gradient of its input on the tiles of {@code kernels.gemm}. {@code WeightProduct} computes the
 * gradient of its weight, {@code WeightChain} by chain: {@code ChannelsLast} and {@code PaddedPlanes} copy what taps
 * read. The order of each sum is part of the definition (docs/adr/0017-convolution.md).
 */
@NullMarked
package dev.lanewise.kernels.conv;

import org.jspecify.annotations.NullMarked;

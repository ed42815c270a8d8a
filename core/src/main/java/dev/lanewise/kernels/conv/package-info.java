/**
 * Convolutions, as implicit matrix products or in cells. {@code Geometry} has the sizes; {@code Grid} says which
 * elements the taps of a kernel read at each position; {@code TapProduct} computes the convolution and the gradient of
 * its input on the tiles of {@code kernels.gemm}, from a {@code Neighbourhood} and {@code TapWeights}, and an
 * {@code Ending} what follows; for one image {@code TapColumns} does so with filters as columns, or {@code TapRows} for
 * many weights and few positions. {@code WeightProduct} computes the gradient of its weight, {@code WeightChain} by
 * chain: {@code ChannelsLast} and {@code PaddedPlanes} copy what taps read.
 *
 * <p>Many small groups are computed in cells, as many at a time as a vector has lanes: {@code Reach} says what the taps
 * read along an axis, {@code Bands} how positions are cut, {@code Cells} transposes what is read, and
 * {@code CellProduct} and {@code CellWeights} compute the same sums. The order of each sum is part of the definition
 * (docs/adr/0017-convolution.md).
 */
@NullMarked
package dev.lanewise.kernels.conv;

import org.jspecify.annotations.NullMarked;

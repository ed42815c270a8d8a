/**
 * Recurrences over time and their gradients. {@code Elman}, {@code Lstm} and {@code Gru} are the doors and say what a
 * step is; {@code Sequence} says which steps there are, {@code StepProduct} multiplies by a weight packed once, {@code
 * StateRun} walks forward and {@code GradientRun} back, both over blocks of samples that threads share.
 *
 * <pre>
 *   pack the weight, once                          pack the weight, once
 *   for each block of samples    in parallel       for each block of samples    in parallel
 *     for each step                                  for each step, from the last
 *       sums = h W^T              tiles                dh += gradient of the output
 *       gates, states             in the cache         dx = gradients of the gates   in the cache
 *                                                      dh = dx W                     tiles
 * </pre>
 *
 * <p>The order of each sum is part of the definition (docs/adr/0020-recurrence.md). This package knows the contracts
 * and no leaf.
 */
@NullMarked
package dev.lanewise.kernels.sequence;

import org.jspecify.annotations.NullMarked;

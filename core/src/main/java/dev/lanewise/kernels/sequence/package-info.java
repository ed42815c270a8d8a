/**
 * What runs along a sequence: recurrences, and attention in strips of queries, with their gradients.
 *
 * <p><b>Recurrences.</b> {@code ElmanRuns}, {@code LstmRuns} and {@code GruRuns} are the doors and say what a step is;
 * {@code Sequence} says which steps there are, {@code StepProduct} multiplies by a weight packed once, {@code StateRun}
 * walks forward and {@code GradientRun} back, both over blocks of samples that threads share.
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
 * <p><b>Attention.</b> Operands are packed once for each head; strips of queries run through tiles and the leaves of
 * {@link dev.lanewise.kernels.AttentionKernels}; threads share the heads.
 *
 * <p>The order of each sum is part of the definition (ADR 20 and 21). This package knows the contracts and no leaf.
 */
@NullMarked
package dev.lanewise.kernels.sequence;

import org.jspecify.annotations.NullMarked;

/**
 * Attention as layers: multi-head attention, the transformer's encoder and decoder, positions, and the caches of keys
 * and values that generation needs. They apply the functions of {@link dev.lanewise.ops.Attention} and {@link
 * dev.lanewise.ops.Positions} with PyTorch's names of parameters and initial values; samples are the first axis.
 */
@NullMarked
package dev.lanewise.nn.attention;

import org.jspecify.annotations.NullMarked;
